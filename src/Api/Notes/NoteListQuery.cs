using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Notes;
using MeetingIntel.Storage.Notes;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Notes;

/// <summary>What may stand in the query of a list of notes.</summary>
internal sealed record NoteListQuery
{
    private const int MaxLimit = 1000;
    private const int MaxText = 200;

    [FromQuery(Name = "speaker"), Description("Only notes of exactly this speaker."), MaxLength(MaxText)]
    public string? Speaker { get; init; }

    [FromQuery(Name = "type"), Description("Only notes of this type."), AllowedValues("observation", "command", "system")]
    public string? Type { get; init; }

    [FromQuery(Name = "tag"), Description("Only notes with this among their tags."), MaxLength(MaxText)]
    public string? Tag { get; init; }

    [FromQuery(Name = "from"), Description("Only notes observed then or later: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only notes observed then or before: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? To { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many; all unless given, or 1000 with a cursor."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("For the next page: the header X-Next-Cursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="filter">Which notes.</param>
    /// <param name="limit">How many; <see langword="null"/>: all, as ASTRA's clients expect, which know nothing of pages.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out NoteFilter filter, out int? limit)
    {
        (filter, limit) = (new NoteFilter(), null);
        var badRange = QueryTime.ReadRange(From, To, out var from, out var to);
        if ((QueryText.Check("speaker", Speaker, MaxText) ?? QueryText.Check("tag", Tag, MaxText) ?? badRange) is { } problem)
        {
            return problem;
        }

        if (!TryType(out var type))
        {
            return ApiProblem.Invalid("type", "'type' must be observation, command or system.");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, MaxLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", $"'limit' must be a number from 1 to {MaxLimit}.");
        }

        limit = string.IsNullOrEmpty(Limit) && string.IsNullOrEmpty(Cursor) ? null : (int)count;
        filter = new NoteFilter(QueryText.Given(Speaker), type, QueryText.Given(Tag), from, to);
        return null;
    }

    private bool TryType(out NoteType? type)
    {
        (type, var known) = Type switch
        {
            null or "" => ((NoteType?)null, true),
            "observation" => (NoteType.Observation, true),
            "command" => (NoteType.Command, true),
            "system" => (NoteType.System, true),
            _ => (null, false),
        };
        return known;
    }
}
