using System.Globalization;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Replay;

/// <summary>What a client wants to see again, and how.</summary>
/// <param name="From">Where it begins; <see langword="null"/>: at the session's start.</param>
/// <param name="Speed">So many seconds of the session go by in one.</param>
/// <param name="After">The newest event that the client has and keeps.</param>
/// <param name="Types">Names of events; <see langword="null"/>: all.</param>
/// <param name="WithTelemetry">Whether it sees what was measured.</param>
/// <param name="SkipSilence">Whether long stretches in which nothing happens are left out.</param>
/// <param name="Paused">Whether it begins paused.</param>
internal sealed record ReplayRequest(ReplayPlace? From, double Speed, long After, IReadOnlyList<string>? Types, bool WithTelemetry, bool SkipSilence, bool Paused)
{
    /// <summary>Slowest.</summary>
    public const double MinSpeed = 0.5;

    /// <summary>Fastest.</summary>
    public const double MaxSpeed = 16;

    private const string Telemetry = "telemetry.latest";

    private static readonly GrainError UnknownType = new(
        GrainErrorKind.Validation,
        "feed.unknown-type",
        $"'types' must be names of events, with commas between: {string.Join(", ", SessionEventTypes.Names.Append(Telemetry).Order(StringComparer.Ordinal))}.");

    /// <summary>Whether something can be replayed so fast.</summary>
    /// <param name="speed">What a client sent.</param>
    public static bool IsSpeed(double speed) => speed is >= MinSpeed and <= MaxSpeed;

    /// <summary>Reads the query.</summary>
    /// <param name="query">Of the upgrade request.</param>
    /// <returns>The request, or what is wrong with it.</returns>
    public static GrainResult<ReplayRequest> Read(IQueryCollection query)
    {
        var (speed, place) = (1.0, default(ReplayPlace?));
        if (Given(query, "speed") is { } speedText && !(double.TryParse(speedText, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out speed) && IsSpeed(speed)))
        {
            return ReplayErrors.BadSpeed;
        }

        if (Given(query, "from") is { } from && (place = ReplayPlace.TryParse(from)) is null)
        {
            return ReplayErrors.BadFrom;
        }

        if (!QueryNumber.TryRead(Given(query, "after"), 0, long.MaxValue, out var after))
        {
            return SessionFeedHub.BadAfter;
        }

        var types = Given(query, "types")?.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        var events = types?.Where(type => !string.Equals(type, Telemetry, StringComparison.Ordinal)).ToArray();
        if (events?.Any(type => !SessionEventTypes.Names.Contains(type)) == true)
        {
            return UnknownType;
        }

        return ReadSwitch(query, "skip_silence") is { } skip && ReadSwitch(query, "paused") is { } paused
            ? new ReplayRequest(place, speed, after ?? 0, events, types is null || types.Length != events!.Length, skip, paused)
            : ReplayErrors.BadSwitch;
    }

    private static string? Given(IQueryCollection query, string name) => QueryText.Given(query[name]);

    private static bool? ReadSwitch(IQueryCollection query, string name) => Given(query, name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => null,
    };
}
