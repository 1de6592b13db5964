using System.Text.RegularExpressions;
using MeetingIntel.Corrections;
using MeetingIntel.Notes;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Timeline;

namespace MeetingIntel.Grains.Corrections;

/// <summary>What a correction does to a transcript, and to what rests on it: pure, no I/O.</summary>
internal static class CorrectionRules
{
    /// <summary>Corrects a segment.</summary>
    /// <param name="row">As it stands.</param>
    /// <param name="command">The correction.</param>
    /// <param name="insights">What is understood.</param>
    /// <param name="by">Who corrects.</param>
    /// <param name="error">Why it may not be.</param>
    /// <returns>The event; <see langword="null"/>: it stands as it should be, or may not be corrected.</returns>
    public static TranscriptCorrected? Correct(TranscriptRow row, CorrectSegment command, StoredInsights insights, string? by, out GrainError? error)
    {
        var (segment, text, speaker) = (row.Segment, command.Text?.Trim(), command.Speaker?.Trim());
        error = command.Expected is { } expected && expected != row.Version ? CorrectionErrors.Outdated(row.Version)
            : text is { Length: 0 } ? CorrectionErrors.EmptyText
            : text is { Length: > CorrectionErrors.MaxText } ? CorrectionErrors.LongText
            : speaker is not null && !CorrectionErrors.IsName(speaker) ? CorrectionErrors.BadSpeaker
            : null;
        if (error is not null || ((text is null || text == segment.Text) && (speaker is null || speaker == segment.Speaker)))
        {
            return null;
        }

        var corrected = segment with { Speaker = speaker ?? segment.Speaker };
        if (text is not null && text != segment.Text)
        {
            corrected = corrected with { Text = text, Words = KeptWords.Of(segment.Words, text), Confidence = null };
        }

        var added = WordCount.Of(corrected.Text) - WordCount.Of(segment.Text);
        return new(corrected, row.Seq, row.Version + 1, added, by, RestingOn(insights, segment.Id));
    }

    /// <summary>Gives somebody another name.</summary>
    /// <param name="session">The session.</param>
    /// <param name="command">The names.</param>
    /// <param name="scope">What of the transcript it would change.</param>
    /// <param name="notes">What was noted of them.</param>
    /// <param name="insights">What is understood.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="now">When.</param>
    public static RenameDecision Rename(
        SessionSnapshot session, RenameSpeaker command, RenameScope scope, IReadOnlyList<Note> notes, StoredInsights insights, string? by, DateTimeOffset now)
    {
        var (from, to) = (command.From, command.To.Trim());
        if (!CorrectionErrors.IsName(to))
        {
            return new(CorrectionErrors.BadSpeaker);
        }

        var segments = scope.Segments;
        if (from.Length == 0 || (segments == 0 && notes.Count == 0 && !session.Channels.Any(channel => channel.Speaker == from)))
        {
            return new(CorrectionErrors.UnknownSpeaker);
        }

        if (from == to)
        {
            return new(new RenamedSpeaker(from, to, 0, 0, Merged: false), []);
        }

        var merged = scope.IsTaken || session.Channels.Any(channel => channel.Speaker == to);
        return new(
            new RenamedSpeaker(from, to, segments, notes.Count, merged),
            [
                new SpeakerRenamed(from, to, segments, by, Naming(insights, from)),
                .. notes.Select(note => new NoteUpdated(note with { Speaker = to, UpdatedAt = now, Version = note.Version + 1 }, by)),
            ]);
    }

    private static StaleInsights RestingOn(StoredInsights insights, string segmentId)
    {
        var (summary, all) = insights.Insights;
        return new([.. all.Where(insight => insight.SegmentIds.Contains(segmentId, StringComparer.Ordinal)).Select(insight => insight.Id)], summary?.SegmentIds.Contains(segmentId, StringComparer.Ordinal) == true);
    }

    /// <summary>What names somebody, as who does something or in its words. A name within another word is none.</summary>
    private static StaleInsights Naming(StoredInsights insights, string name)
    {
        var word = new Regex($@"(?<!\w){Regex.Escape(name)}(?!\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return new(
            [.. insights.Insights.Insights.Where(insight => insight.Assignee == name || Says(insight.Text) || Says(insight.Assignee) || Says(insight.Answer)).Select(insight => insight.Id)],
            Says(insights.Insights.Summary?.Text));

        bool Says(string? text) => text is not null && word.IsMatch(text);
    }
}

/// <summary>What comes of a rename.</summary>
/// <param name="Renamed">What it changes.</param>
/// <param name="Events">What to append; nothing when the name stands already.</param>
/// <param name="Error">Set when it may not be.</param>
internal sealed record RenameDecision(RenamedSpeaker? Renamed, IReadOnlyList<SessionEventData> Events, GrainError? Error = null)
{
    /// <summary>It may not be.</summary>
    /// <param name="error">Why.</param>
    public RenameDecision(GrainError error)
        : this(null, [], error)
    {
    }
}
