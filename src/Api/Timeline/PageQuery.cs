using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Timeline;

/// <summary>Which stretch of a session's timeline, or of its transcript, is asked for.</summary>
internal sealed record PageQuery
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;

    [FromQuery(Name = "after"), Description("What comes after the event of this number; from the beginning unless given."), Range(typeof(long), "0", "9223372036854775807")]
    public string? After { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many; 500 unless given."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="after">Number of the event before the stretch, or 0.</param>
    /// <param name="limit">How many.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out long after, out int limit)
    {
        (after, limit) = (0, DefaultLimit);
        if (QueryNumber.Read(After, 0, long.MaxValue, 0) is not { } start)
        {
            return ApiProblem.Invalid("after", "'after' must be the number of an event, or 0.", "feed.bad-after");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, DefaultLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 1000.");
        }

        (after, limit) = (start, (int)count);
        return null;
    }
}
