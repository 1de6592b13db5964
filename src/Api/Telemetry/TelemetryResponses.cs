using System.Buffers.Binary;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>A point on the wire, as in ASTRA.</summary>
/// <param name="Id">Point id, <c>tel_…</c>; opaque.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Timestamp">When it was measured, UTC.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">What it is measured in; <see langword="null"/> when nobody has said so.</param>
internal sealed record PointResponse(string Id, string SessionId, DateTimeOffset Timestamp, string Channel, double Value, string? Unit)
{
    /// <summary>From a point.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="channelId">The channel's number.</param>
    /// <param name="unit">What it is measured in.</param>
    /// <param name="reading">The point.</param>
    public static PointResponse From(string sessionId, string channel, int channelId, string? unit, TelemetryReading reading) =>
        new(IdOf(channelId, reading), sessionId, reading.At, channel, reading.Value, unit);

    /// <summary>A point is where its channel, its moment and its key say: nothing else need be stored.</summary>
    private static string IdOf(int channelId, TelemetryReading reading)
    {
        Span<byte> bytes = stackalloc byte[4 + 8 + 8];
        BinaryPrimitives.WriteInt32BigEndian(bytes, channelId);
        BinaryPrimitives.WriteInt64BigEndian(bytes[4..], reading.At.UtcTicks / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt64BigEndian(bytes[12..], reading.Key);
        return string.Concat("tel_", Convert.ToHexStringLower(bytes));
    }
}

/// <summary>A batch is on record.</summary>
/// <param name="Created">How many points it had; those that were on record already count, too, so that a batch that is sent again gets the same answer.</param>
internal sealed record BatchResponse(long Created);

/// <summary>The channels of a session, as in ASTRA, and what there is of them.</summary>
/// <param name="Channels">Names, in order.</param>
/// <param name="Details">Each of them.</param>
internal sealed record ChannelsResponse(IReadOnlyList<string> Channels, IReadOnlyList<ChannelResponse> Details);

/// <summary>A channel that has points.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Unit">What it is measured in; <see langword="null"/> when nobody has said so.</param>
/// <param name="Count">How many points.</param>
/// <param name="First">When the first was measured, UTC.</param>
/// <param name="Last">When the last was measured, UTC.</param>
/// <param name="Level">How the newest stands to the limits.</param>
/// <param name="Limits">The limits; <see langword="null"/>: there are none.</param>
internal sealed record ChannelResponse(string Channel, string? Unit, long Count, DateTimeOffset First, DateTimeOffset Last, TelemetryLevel Level, LimitsResponse? Limits)
{
    /// <summary>From what is on record.</summary>
    /// <param name="statistics">A channel.</param>
    public static ChannelResponse From(ChannelStatistics statistics) => new(
        statistics.Channel.Name, statistics.Channel.Unit, statistics.Points, statistics.First, statistics.Last, statistics.Channel.Level,
        statistics.Channel.Limits is { WarnLow: null, WarnHigh: null, AlarmLow: null, AlarmHigh: null } ? null : LimitsResponse.From(statistics.Channel));
}

/// <summary>Limits of a channel.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="WarnLow">Below it: a warning.</param>
/// <param name="WarnHigh">Above it: a warning.</param>
/// <param name="AlarmLow">Below it: an alarm.</param>
/// <param name="AlarmHigh">Above it: an alarm.</param>
/// <param name="HoldSeconds">So long values must be better before that is said.</param>
internal sealed record LimitsResponse(string Channel, string? Unit, double? WarnLow, double? WarnHigh, double? AlarmLow, double? AlarmHigh, double HoldSeconds)
{
    /// <summary>From what is on record.</summary>
    /// <param name="channel">A channel.</param>
    public static LimitsResponse From(ChannelInfo channel) => new(
        channel.Name, channel.Unit, channel.Limits.WarnLow, channel.Limits.WarnHigh, channel.Limits.AlarmLow, channel.Limits.AlarmHigh, channel.Limits.HoldSeconds);
}

/// <summary>A stretch of a channel, summed up so that it can be drawn.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Unit">What it is measured in.</param>
/// <param name="ResolutionSeconds">How long a bucket is; it begins at a whole multiple of that. 0: each is a point.</param>
/// <param name="Buckets">Those that have points, in order.</param>
internal sealed record BucketsResponse(string Channel, string? Unit, double ResolutionSeconds, IReadOnlyList<BucketResponse> Buckets);

/// <summary>The points of a stretch of time.</summary>
/// <param name="Timestamp">When it begins, UTC.</param>
/// <param name="Count">How many points.</param>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Mean">Their mean.</param>
internal readonly record struct BucketResponse(DateTimeOffset Timestamp, long Count, double Min, double Max, double Mean);
