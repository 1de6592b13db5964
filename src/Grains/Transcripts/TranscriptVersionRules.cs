using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Transcripts;

/// <summary>When a version of a transcript begins, goes on and ends: pure, no I/O.</summary>
internal static class TranscriptVersionRules
{
    /// <summary>Begins a version.</summary>
    /// <param name="known">Those that there are.</param>
    /// <param name="hasAudio">Whether there is audio to hear.</param>
    /// <param name="command">By whom it is to be heard.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The version; or <c>recording.none</c>, <c>transcript.version-running</c>.</returns>
    public static GrainResult<TranscriptVersion> Begin(IReadOnlyList<TranscriptVersion> known, bool hasAudio, BeginTranscriptVersion command, string? by, DateTimeOffset now) =>
        known.Any(version => version.Status == TranscriptVersionStatus.Running) ? TranscriptVersionErrors.Running
        : !hasAudio ? TranscriptVersionErrors.NoRecording
        : new TranscriptVersion(known.Select(version => version.Number).Append(1).Max() + 1, command.Provider, command.Model, now, by, TranscriptVersionStatus.Running);

    /// <summary>Whether a stretch goes on where its version stands.</summary>
    /// <param name="known">The versions that there are.</param>
    /// <param name="progress">How far that one is.</param>
    /// <param name="stretch">The stretch.</param>
    public static bool GoesOn(IReadOnlyList<TranscriptVersion> known, IReadOnlyDictionary<string, VersionProgress> progress, TranscriptVersionSegments stretch) =>
        IsRunning(known, stretch.Version) && stretch.FromOffset == progress.GetValueOrDefault(stretch.Recording).ToOffset && stretch.ToOffset > stretch.FromOffset;

    /// <summary>Whether a version has neither ended nor failed.</summary>
    /// <param name="known">The versions that there are.</param>
    /// <param name="number">Which.</param>
    public static bool IsRunning(IReadOnlyList<TranscriptVersion> known, int number) =>
        known.Any(version => version.Number == number && version.Status == TranscriptVersionStatus.Running);
}
