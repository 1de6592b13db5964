using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Storage.Search;

/// <summary>Finds what was said, noted and understood.</summary>
public interface ISearchReads
{
    /// <summary>A page of what a question names, the newest first.</summary>
    /// <param name="orgId">The organisation for which it is searched; others' sessions hold nothing.</param>
    /// <param name="question">What is to be found.</param>
    /// <param name="cursor"><see cref="SearchPage.Next"/> of the page before; <see langword="null"/> for the first.</param>
    /// <param name="limit">At most so many, 1 or more.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The page; <c>search.nothing-to-find</c> when no word of the question is to be found; or <c>search.bad-cursor</c>.</returns>
    /// <exception cref="JournalUnavailableException">The database is away.</exception>
    Task<GrainResult<SearchPage>> FindAsync(string orgId, SearchQuestion question, string? cursor, int limit, CancellationToken cancellationToken);
}

/// <summary>What is to be found; all conditions must hold, those that are <see langword="null"/> do.</summary>
/// <param name="Words">Words, <c>"quoted phrases"</c>, <c>or</c>, <c>-not</c>, and a last word that is only begun, <c>budg*</c>.</param>
/// <param name="Kinds">Of these kinds; empty: of all.</param>
/// <param name="SessionId">In this session.</param>
/// <param name="Speaker">Said or noted by exactly this speaker.</param>
/// <param name="Tag">A note with this among its tags.</param>
/// <param name="From">Then or later: when it went on record; of a note, when it was observed.</param>
/// <param name="To">Then or before.</param>
public sealed record SearchQuestion(
    string Words,
    IReadOnlyList<SearchKind> Kinds,
    string? SessionId = null,
    string? Speaker = null,
    string? Tag = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null);

/// <summary>Kinds of what can be found.</summary>
public enum SearchKind
{
    /// <summary>What was said.</summary>
    Transcript,

    /// <summary>What was noted.</summary>
    Note,

    /// <summary>What was understood: summary, topics, action items, questions, decisions, dates.</summary>
    Insight,
}

/// <summary>A page of what was found.</summary>
/// <param name="Hits">The newest first.</param>
/// <param name="Next">Cursor of the next page; <see langword="null"/> when there is none.</param>
public sealed record SearchPage(IReadOnlyList<SearchHit> Hits, string? Next);

/// <summary>Something that was found.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="SessionId">Its session.</param>
/// <param name="SessionName">What that is called.</param>
/// <param name="Id">Of the segment, note or insight; <c>summary</c> is the session's.</param>
/// <param name="Seq">The event that put it on the timeline; of the summary, the newest event that it rests on.</param>
/// <param name="At">When it went on record; of a note, when it was observed. UTC.</param>
/// <param name="Speaker">Who said it; <see langword="null"/> when unknown.</param>
/// <param name="Moment">Where it was said, or the first of what it rests on; <see langword="null"/> for notes.</param>
/// <param name="NoteType">What kind of note.</param>
/// <param name="Tags">The note's labels.</param>
/// <param name="InsightKind">What kind of insight; <see langword="null"/> also for the summary.</param>
/// <param name="Snippet">Its text, or the stretch of a long one where the words stand, cut into what was asked for and what lies between.</param>
public sealed record SearchHit(
    SearchKind Kind,
    string SessionId,
    string SessionName,
    string Id,
    long Seq,
    DateTimeOffset At,
    string? Speaker,
    SearchMoment? Moment,
    NoteType? NoteType,
    IReadOnlyList<string>? Tags,
    InsightKind? InsightKind,
    IReadOnlyList<SnippetPart> Snippet);

/// <summary>A place in what was said.</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="Seq">Its event.</param>
/// <param name="Channel">Its channel.</param>
/// <param name="Start">Seconds on the channel's own audio clock.</param>
/// <param name="End">Seconds on the channel's own audio clock.</param>
public sealed record SearchMoment(string SegmentId, long Seq, string Channel, double Start, double End);

/// <summary>A piece of a text. All pieces together are the text: nothing in it is markup.</summary>
/// <param name="Text">As it was said.</param>
/// <param name="Hit">Whether it is what was asked for.</param>
public sealed record SnippetPart(string Text, bool Hit);
