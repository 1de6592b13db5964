using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>Points of one session, column by column, in the order in which they came. A batch is written as a whole or not at all.</summary>
public sealed class TelemetryBatch
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];
    private readonly List<string?> _units = [];

    /// <summary>Starts empty.</summary>
    public TelemetryBatch() => _lookup = _index.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether those who watch are told; not of points of a session that nobody sees yet.</summary>
    public bool IsTold { get; init; } = true;

    /// <summary>How many points there are.</summary>
    public int Count => Values.Count;

    /// <summary>Names of the channels, each once.</summary>
    public IReadOnlyList<string> Channels => _names;

    /// <summary>For each of <see cref="Channels"/> the unit that was said last; <see langword="null"/>: none was.</summary>
    internal IReadOnlyList<string?> Units => _units;

    /// <summary>For each point the index of its channel.</summary>
    internal List<int> ChannelOf { get; } = [];

    /// <summary>For each point when it was measured, UTC, whole microseconds.</summary>
    internal List<DateTime> At { get; } = [];

    /// <summary>For each point what tells it from others of its channel and moment.</summary>
    internal List<long> Keys { get; } = [];

    /// <summary>For each point what was measured.</summary>
    internal List<double> Values { get; } = [];

    /// <summary>
    /// Adds a point. The same point again (same channel, same moment, same idempotency key; without a key the same value) counts once, in one batch or in several.
    /// </summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="at">When it was measured; what is less than a microsecond is cut off.</param>
    /// <param name="value">Finite.</param>
    /// <param name="unit">What it is measured in; <see langword="null"/>: nothing is said about it.</param>
    /// <param name="idempotencyKey">The client's name for the point, if it has one.</param>
    /// <returns>The unit that this batch says for the channel besides, when it is another one: the point was not added.</returns>
    public string? Add(ReadOnlySpan<char> channel, DateTimeOffset at, double value, string? unit, string? idempotencyKey) => Add(channel, at, value, unit, KeyOf(value, idempotencyKey));

    /// <summary>Adds a point as it was on record elsewhere.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="value">Finite.</param>
    /// <param name="unit">What it is measured in.</param>
    /// <param name="key">What tells it from others of that channel and moment.</param>
    /// <returns>As the other one.</returns>
    public string? Add(ReadOnlySpan<char> channel, DateTimeOffset at, double value, string? unit, long key)
    {
        if (!_lookup.TryGetValue(channel, out var index))
        {
            index = _names.Count;
            var name = channel.ToString();
            _index.Add(name, index);
            _names.Add(name);
            _units.Add(unit);
        }
        else if (unit is not null)
        {
            if (_units[index] is { } known && !string.Equals(known, unit, StringComparison.Ordinal))
                return known;
            _units[index] = unit;
        }

        var time = at.UtcDateTime;
        ChannelOf.Add(index);
        At.Add(time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMicrosecond)));
        Keys.Add(key);
        Values.Add(value);
        return null;
    }

    /// <summary>The only point.</summary>
    public TelemetryReading Single() => new(new DateTimeOffset(At.Single()), Keys.Single(), Values.Single());

    /// <summary>Forgets the points, not the channels: for the next stretch of a long stream.</summary>
    public void Clear()
    {
        ChannelOf.Clear();
        At.Clear();
        Keys.Clear();
        Values.Clear();
    }

    /// <summary>What tells a point from others of its channel and moment.</summary>
    /// <param name="value">What was measured.</param>
    /// <param name="idempotencyKey">The client's name for the point, if it has one.</param>
    public static long KeyOf(double value, string? idempotencyKey)
    {
        if (idempotencyKey is null)
            return BitConverter.DoubleToInt64Bits(value);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(idempotencyKey.AsSpan()), hash);
        return BinaryPrimitives.ReadInt64LittleEndian(hash);
    }
}
