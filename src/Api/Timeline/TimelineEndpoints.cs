using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Live;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Api.Timeline;

/// <summary>A session's timeline over REST.</summary>
internal static class TimelineEndpoints
{
    private const int DefaultLimit = 500;
    private const int MaxLimit = 1000;

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTimeline(this IEndpointRouteBuilder api) =>
        api.MapGet("/sessions/{sid}/events", ReadAsync)
            .WithTags("sessions")
            .WithSummary("Reads the timeline after an event; 'next' is what to pass as 'after' for more")
            .Produces<EventPageResponse>()
            .RequireCaller();

    private static async Task<IResult> ReadAsync(string sid, string? after, string? limit, IJournalReads journal, CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(after, 0, long.MaxValue, 0) is not { } start)
        {
            return ApiProblem.Invalid("after", "'after' must be the number of an event, or 0.", "feed.bad-after");
        }

        if (QueryNumber.Read(limit, 1, MaxLimit, DefaultLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 1000.");
        }

        // One more, and the one before: without that the session has not come so far, as after a backup was restored.
        var before = Math.Max(0, start - 1);
        var read = await journal.ReadAsync(sid, before, (int)count + 2, cancellationToken);
        if (start > 0 && read.Count == 0)
        {
            return ApiProblem.Invalid("after", SessionFeedHub.BadAfter.Message, SessionFeedHub.BadAfter.Code);
        }

        var events = read.Skip((int)(start - before)).ToList();
        var page = events.Take((int)count).Select(item => new EventResponse(item.Seq, item.Type, item.At, WireEvent.Data(sid, item))).ToArray();
        return TypedResults.Ok(new EventPageResponse(page, events.Count > count ? page[^1].Seq : null));
    }
}

/// <summary>An event of the timeline.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Type">Its name.</param>
/// <param name="At">When it was appended, UTC.</param>
/// <param name="Data">What happened.</param>
internal sealed record EventResponse(long Seq, string Type, DateTimeOffset At, RawJson Data);

/// <summary>A stretch of the timeline.</summary>
/// <param name="Events">In order, without a hole.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record EventPageResponse(IReadOnlyList<EventResponse> Events, long? Next);
