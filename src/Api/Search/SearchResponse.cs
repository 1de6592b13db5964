using System.Text.Json;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Search;

namespace MeetingIntel.Api.Search;

/// <summary>A page of what was found.</summary>
/// <param name="Results">The newest first.</param>
/// <param name="Next">What to pass as <c>cursor</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record SearchResponse(IReadOnlyList<SearchHitResponse> Results, string? Next);

/// <summary>Something that was found.</summary>
/// <param name="Kind">transcript, note or insight.</param>
/// <param name="SessionId">Its session; the page shows it at <c>/s/{session_id}</c>.</param>
/// <param name="SessionName">What that is called.</param>
/// <param name="Id">Of the segment, note or insight; <c>summary</c> is the session's.</param>
/// <param name="Seq">The event that put it on the timeline; of the summary, the newest event that it rests on.</param>
/// <param name="At">When it went on record; of a note, when it was observed. UTC.</param>
/// <param name="Speaker">Who said or noted it.</param>
/// <param name="Moment">Where to jump to in what was said: the segment itself, or the first that an insight rests on; <see langword="null"/> for notes, which have their time alone.</param>
/// <param name="NoteType">Of a note.</param>
/// <param name="Tags">Of a note.</param>
/// <param name="InsightKind">Of an insight; the summary's is <c>summary</c>.</param>
/// <param name="Snippet">The text in pieces, in order; what was asked for is marked. Plain text: a page shows it as such.</param>
internal sealed record SearchHitResponse(
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
    string? InsightKind,
    IReadOnlyList<SnippetPart> Snippet)
{
    /// <summary>What was found, for clients.</summary>
    /// <param name="hit">What was found.</param>
    public static SearchHitResponse From(SearchHit hit) => new(
        hit.Kind,
        hit.SessionId,
        hit.SessionName,
        hit.Id,
        hit.Seq,
        hit.At,
        hit.Speaker,
        hit.Moment,
        hit.NoteType,
        hit.Tags,
        hit.Kind is not SearchKind.Insight ? null : hit.InsightKind is { } kind ? JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()) : "summary",
        hit.Snippet);
}
