using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Api.Transcripts;

/// <summary>A version of a transcript.</summary>
/// <param name="Version">1 is the transcript itself.</param>
/// <param name="Provider">Who heard; <see langword="null"/>: nothing was heard yet.</param>
/// <param name="Model">The provider's model.</param>
/// <param name="Status"><c>running</c>, <c>done</c> or <c>failed</c>.</param>
/// <param name="Error">Why it failed, as a stable code.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="CreatedBy">Who asked for it.</param>
/// <param name="Segments">Segments so far.</param>
/// <param name="Words">Words in them.</param>
internal sealed record TranscriptVersionResponse(
    int Version, string? Provider, string? Model, TranscriptVersionStatus Status, string? Error, DateTimeOffset CreatedAt, string? CreatedBy, int Segments, int Words)
{
    /// <summary>From what is on record.</summary>
    /// <param name="version">What is on record.</param>
    public static TranscriptVersionResponse From(TranscriptVersion version) => new(
        version.Number, version.Provider, version.Model, version.Status, version.Error, version.CreatedAt, version.By, version.Segments, version.Words);
}

/// <summary>The versions of a transcript.</summary>
/// <param name="Versions">In order.</param>
/// <param name="Providers">Who can be asked to hear kept audio again.</param>
internal sealed record TranscriptVersionsResponse(IReadOnlyList<TranscriptVersionResponse> Versions, IReadOnlyList<string> Providers);

/// <summary>A page of a version.</summary>
/// <param name="Version">Which.</param>
/// <param name="Segments">In the order in which they were heard.</param>
/// <param name="Next">What to pass as <c>cursor</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record VersionPageResponse(int Version, IReadOnlyList<TranscriptSegment> Segments, string? Next);

/// <summary>Two versions side by side. Compared is what both could hear: the stretches of which audio was kept.</summary>
/// <param name="Left">A version.</param>
/// <param name="Right">Another one.</param>
/// <param name="LeftWords">Words of the left one.</param>
/// <param name="RightWords">Words of the right one.</param>
/// <param name="Same">Words that both have.</param>
/// <param name="Changed">Words in the place of another one.</param>
/// <param name="OnlyLeft">Words that the right one lacks.</param>
/// <param name="OnlyRight">Words that the left one lacks.</param>
/// <param name="Difference">All that differs by the left one's words, as a word error rate is counted; <see langword="null"/> when the left one has no words.</param>
/// <param name="Rows">Stretches between pauses, by channel and time.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record ComparisonResponse(
    int Left, int Right, int LeftWords, int RightWords, int Same, int Changed, int OnlyLeft, int OnlyRight, double? Difference, IReadOnlyList<ComparedRow> Rows, int? Next);

/// <summary>A stretch between pauses.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
/// <param name="Left">The left version's words.</param>
/// <param name="Right">The right version's words.</param>
internal sealed record ComparedRow(string Channel, double Start, double End, IReadOnlyList<ComparedWord> Left, IReadOnlyList<ComparedWord> Right);

/// <summary>A word of one version.</summary>
/// <param name="Text">The word.</param>
/// <param name="Differs">The other version has another word in its place, or none.</param>
internal sealed record ComparedWord(string Text, bool Differs);
