using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Sessions;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Sessions;

/// <summary>What may stand in the query of a list of sessions.</summary>
internal sealed record SessionListQuery
{
    /// <summary>Sessions in a page, at most.</summary>
    public const int MaxLimit = 500;
    private const int MaxText = 200;

    [FromQuery(Name = "status"), Description("Only sessions in this state."), AllowedValues("created", "active", "ended")]
    public string? Status { get; init; }

    [FromQuery(Name = "type"), Description("Only sessions of this kind, as the client named it."), MaxLength(MaxText)]
    public string? Type { get; init; }

    [FromQuery(Name = "q"), Description("Only sessions with this in their name."), MaxLength(MaxText)]
    public string? Name { get; init; }

    [FromQuery(Name = "from"), Description("Only sessions created then or later: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only sessions created then or before: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? To { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many; all unless given, or 500 with a cursor."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("For the next page: the header X-Next-Cursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="filter">Which sessions.</param>
    /// <param name="limit">How many; <see langword="null"/>: all, as the source systems' clients expect, which know nothing of pages.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out SessionFilter filter, out int? limit)
    {
        (filter, limit) = (new SessionFilter(), null);
        var badRange = QueryTime.ReadRange(From, To, out var from, out var to);
        if ((QueryText.Check("type", Type, MaxText) ?? QueryText.Check("q", Name, MaxText) ?? badRange) is { } problem)
        {
            return problem;
        }

        if (!TryStatus(out var status))
        {
            return ApiProblem.Invalid("status", "'status' must be created, active or ended.");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, MaxLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 500.");
        }

        limit = string.IsNullOrEmpty(Limit) && string.IsNullOrEmpty(Cursor) ? null : (int)count;
        filter = new SessionFilter(status, QueryText.Given(Type), QueryText.Given(Name), from, to);
        return null;
    }

    private bool TryStatus(out SessionStatus? status)
    {
        (status, var known) = Status switch
        {
            null or "" => ((SessionStatus?)null, true),
            "created" => (SessionStatus.Created, true),
            "active" => (SessionStatus.Active, true),
            "ended" => (SessionStatus.Ended, true),
            _ => (null, false),
        };
        return known;
    }
}
