using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Live;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Timeline;

/// <summary>A session's timeline over REST.</summary>
internal static class TimelineEndpoints
{
    private const string Types = "Only events of these names, with commas between; all unless given.";

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTimeline(this IEndpointRouteBuilder api) =>
        api.MapGet("/sessions/{sid}/events", ReadAsync)
            .WithTags("sessions")
            .WithSummary("Reads the timeline after an event; 'next' is what to pass as 'after' for more")
            .Produces<EventPageResponse>()
            .Requires(Permissions.ReadSessions);

    private static async Task<IResult> ReadAsync(
        string sid, [AsParameters] PageQuery query, [FromQuery(Name = "types"), Description(Types)] string? types, Caller caller, IJournalReads journal, CancellationToken cancellationToken)
    {
        if (query.Read(out var after, out var limit) is { } problem)
        {
            return problem;
        }

        var wanted = string.IsNullOrEmpty(types) ? [] : types.Split(',', StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).ToArray();
        if (wanted.FirstOrDefault(type => !SessionEventTypes.Names.Contains(type)) is not null)
        {
            return ApiProblem.Invalid("types", $"'types' must be names of events, with commas between: {string.Join(", ", SessionEventTypes.Names.Order(StringComparer.Ordinal))}.", "feed.unknown-type");
        }

        // One more, and the one before: without that the session has not come so far, as after a backup was restored.
        var before = Math.Max(0, after - 1);
        var read = await journal.ReadAsync(caller.OrgId, sid, before, wanted.Length == 0 ? limit + 2 : 1, cancellationToken);
        if (after > 0 && read.Count == 0)
        {
            return ApiProblem.Invalid("after", SessionFeedHub.BadAfter.Message, SessionFeedHub.BadAfter.Code);
        }

        var events = wanted.Length == 0 ? [.. read.Skip((int)(after - before))] : await journal.ReadAsync(caller.OrgId, sid, wanted, after, limit + 1, cancellationToken);
        var page = events.Take(limit).Select(item => new EventResponse(item.Seq, item.Type, item.At, WireEvent.Data(sid, item))).ToArray();
        return TypedResults.Ok(new EventPageResponse(page, events.Count > limit ? page[^1].Seq : null));
    }
}

/// <summary>An event of the timeline.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Type">Its name.</param>
/// <param name="At">When it was appended, UTC.</param>
/// <param name="Data">What happened.</param>
internal sealed record EventResponse(long Seq, string Type, DateTimeOffset At, RawJson Data);

/// <summary>A stretch of the timeline.</summary>
/// <param name="Events">In order; without a hole, unless only some types were asked for.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record EventPageResponse(IReadOnlyList<EventResponse> Events, long? Next);
