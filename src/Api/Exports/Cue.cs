namespace MeetingIntel.Api.Exports;

/// <summary>What stands on the screen at once.</summary>
/// <param name="Start">Seconds on the session's clock.</param>
/// <param name="End">Seconds on the session's clock; later than <paramref name="Start"/>.</param>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Lines">One line or two.</param>
internal sealed record Cue(double Start, double End, string Speaker, IReadOnlyList<string> Lines);
