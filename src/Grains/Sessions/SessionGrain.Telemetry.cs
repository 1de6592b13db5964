using System.Text.Json;
using MeetingIntel.Sessions;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Grains.Sessions;

/// <summary>Telemetry has a time of its own and is no part of the timeline; what stands there of it is what somebody should know: crossings of limits, and what a note was taken by.</summary>
internal sealed partial class SessionGrain
{
    /// <summary>So many channels a note takes down.</summary>
    private const int SnapshotChannels = 500;

    public async Task<GrainResult<SessionSnapshot>> CrossLimitAsync(TelemetryLimitCrossed crossing)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var told = await telemetry.FindToldAsync(session.OrgId, _id, crossing.Channel, CancellationToken.None);
        return crossing.Number <= told ? session
            : crossing.Number > told + 1 ? TelemetryErrors.CrossingTooEarly
            : await AppendAsync(session.OrgId, [crossing], []) is { } error ? error
            : _session!;
    }

    /// <summary>What each channel showed at a moment, as a JSON object; <see langword="null"/>: nothing was measured.</summary>
    private async Task<string?> MeasuredAtAsync(string orgId, DateTimeOffset at)
    {
        var values = await telemetry.SnapshotAsync(orgId, _id, at, SnapshotChannels, CancellationToken.None);
        return values.Count == 0 ? null : JsonSerializer.Serialize(values.ToDictionary(value => value.Channel, value => value.Value, StringComparer.Ordinal));
    }
}
