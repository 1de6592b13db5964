using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.Search;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Search;

/// <summary>What may stand in the query of a search.</summary>
internal sealed record SearchQuery
{
    /// <summary>The longest question.</summary>
    public const int MaxWords = 200;

    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int MaxText = 200;
    private const string AboutWords =
        "What is to be found: words (any form of them), \"quoted phrases\", or, -not, and a last word that is only begun, of three letters or more: budg*";

    [FromQuery(Name = "q"), Description(AboutWords), MaxLength(MaxWords)]
    public string? Words { get; init; }

    [FromQuery(Name = "kind"), Description("Only of this kind: transcript, note or insight; several with commas between.")]
    public string? Kind { get; init; }

    [FromQuery(Name = "speaker"), Description("Only what exactly this speaker said or noted."), MaxLength(MaxText)]
    public string? Speaker { get; init; }

    [FromQuery(Name = "tag"), Description("Only notes with this among their tags."), MaxLength(MaxText)]
    public string? Tag { get; init; }

    [FromQuery(Name = "from"), Description("Only what went on record (of notes: was observed) then or later: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only what went on record (of notes: was observed) then or before: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? To { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many; 20 unless given."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("For the next page: 'next' of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="sessionId">The only session to search; <see langword="null"/>: all.</param>
    /// <param name="question">What is to be found.</param>
    /// <param name="limit">How many.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(string? sessionId, out SearchQuestion question, out int limit)
    {
        (question, limit) = (new SearchQuestion(Words ?? "", [], sessionId), DefaultLimit);
        if (Words?.Length > MaxWords)
        {
            return ApiProblem.Invalid("q", $"'q' must have at most {MaxWords} characters.", "search.too-long");
        }

        var badRange = QueryTime.ReadRange(From, To, out var from, out var to);
        if ((QueryText.Check("q", Words, MaxWords) ?? QueryText.Check("speaker", Speaker, MaxText) ?? QueryText.Check("tag", Tag, MaxText) ?? badRange) is { } problem)
        {
            return problem;
        }

        if (!TryKinds(out var kinds))
        {
            return ApiProblem.Invalid("kind", "'kind' must be transcript, note or insight, or several of them with commas between.", "search.unknown-kind");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, DefaultLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", $"'limit' must be a number from 1 to {MaxLimit}.");
        }

        limit = (int)count;
        question = new SearchQuestion(Words ?? "", kinds, sessionId, QueryText.Given(Speaker), QueryText.Given(Tag), from, to);
        return null;
    }

    private bool TryKinds([NotNullWhen(true)] out IReadOnlyList<SearchKind>? kinds)
    {
        var known = new List<SearchKind>();
        foreach (var name in string.IsNullOrEmpty(Kind) ? [] : Kind.Split(',', StringSplitOptions.TrimEntries))
        {
            SearchKind? kind = name switch
            {
                "transcript" => SearchKind.Transcript,
                "note" => SearchKind.Note,
                "insight" => SearchKind.Insight,
                _ => null,
            };
            if (kind is not { } found)
            {
                kinds = null;
                return false;
            }

            known.Add(found);
        }

        kinds = known;
        return true;
    }
}

/// <summary>Which session is searched.</summary>
internal sealed record SessionChoice
{
    [FromQuery(Name = "session"), Description("Only in this session.")]
    public string? Session { get; init; }

    /// <summary>An empty one asks for none.</summary>
    public string? Given => QueryText.Given(Session);
}
