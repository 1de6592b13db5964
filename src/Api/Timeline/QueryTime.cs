using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Timeline;

/// <summary>Times in queries: ISO 8601, UTC unless they say otherwise.</summary>
internal static class QueryTime
{
    /// <summary>Reads from when to when, both included.</summary>
    /// <param name="fromText">What stands in the query as <c>from</c>; <see langword="null"/> when it is absent.</param>
    /// <param name="toText">What stands in the query as <c>to</c>; <see langword="null"/> when it is absent.</param>
    /// <param name="from">From when; <see langword="null"/>: from the beginning.</param>
    /// <param name="to">To when; <see langword="null"/>: to the end.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? ReadRange(string? fromText, string? toText, out DateTimeOffset? from, out DateTimeOffset? to)
    {
        to = null;
        return !TryRead(fromText, out from) ? ApiProblem.Invalid("from", "'from' must be an ISO 8601 time.")
            : !TryRead(toText, out to) ? ApiProblem.Invalid("to", "'to' must be an ISO 8601 time.")
            : from > to ? ApiProblem.Invalid("from", "'from' must not be after 'to'.", "query.bad-range")
            : null;
    }

    private static bool TryRead(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        var known = UtcTimeConverter.TryRead(text, out var read);
        time = read;
        return known;
    }
}
