namespace MeetingIntel.Telemetry;

/// <summary>
/// What is live of one channel: its newest point, at hand without a question to the database, and the feed of it. The points themselves are rows, which front-ends
/// write without passing here. Key: <see cref="TelemetryKey"/>.
/// </summary>
[Alias("mi.ITelemetryChannelGrain")]
public interface ITelemetryChannelGrain : IGrainWithStringKey
{
    /// <summary>The point that is newest by its own time.</summary>
    /// <returns>The point, or <c>telemetry.unknown-channel</c>.</returns>
    [Alias("GetNewestAsync")]
    Task<GrainResult<NewestReading>> GetNewestAsync();

    /// <summary>Tells of points that are on record.</summary>
    /// <param name="newest">The newest of them.</param>
    [Alias("ReportAsync")]
    Task ReportAsync(NewestReading newest);
}
