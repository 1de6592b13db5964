namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>What can be asked for.</summary>
/// <param name="Service">A name.</param>
/// <param name="Endpoints">The paths.</param>
/// <param name="LegacyFlaskPaths">Paths of an earlier service; none.</param>
/// <param name="Note">How to read them.</param>
internal sealed record QueryServiceResponse(string Service, IReadOnlyList<string> Endpoints, IReadOnlyList<string> LegacyFlaskPaths, string Note);

/// <summary>A sample.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Value">In its unit.</param>
/// <param name="Timestamp">When it was measured, seconds since 1970.</param>
internal sealed record SampleResponse(string Channel, double Value, double Timestamp);

/// <summary>A channel in a stretch of time.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="SessionId">The session.</param>
/// <param name="Start">Its beginning, seconds since 1970.</param>
/// <param name="End">Its end, not included.</param>
/// <param name="Min">The lowest value.</param>
/// <param name="Max">The highest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Last">The last one.</param>
internal sealed record RangeResponse(string Channel, string SessionId, double Start, double End, double Min, double Max, double Mean, double Last);

/// <summary>Something that happened.</summary>
/// <param name="Timestamp">When, seconds since 1970.</param>
/// <param name="EvrName">What kind of thing.</param>
/// <param name="Severity">warning, activity_hi, activity_lo or command.</param>
/// <param name="Message">In words.</param>
internal sealed record IncidentResponse(double Timestamp, string EvrName, string Severity, string Message);

/// <summary>A channel that was found.</summary>
/// <param name="Channel">Its name.</param>
/// <param name="Score">How well it fits, above 0, at most 1.</param>
internal sealed record FoundChannelResponse(string Channel, double Score);
