using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>ASTRA's queries by Unix time: they name the session in the query, and count in seconds since 1970.</summary>
internal static class UnixTimeEndpoints
{
    private const int MaxFound = 50;
    private const int MaxNames = 100_000;
    private const string Service = "MeetingIntel telemetry queries";
    private const string K = "At most so many; 3 unless given.";

    /// <summary>A sample that is older says nothing of the moment.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(30);

    private static readonly ApiProblem NothingThen = new(StatusCodes.Status404NotFound, "telemetry.nothing-measured", "Nothing was measured on this channel then.");
    private static readonly ApiProblem EmptyRange = new(StatusCodes.Status400BadRequest, "telemetry.bad-range", "'t0' must be before 't1'.");
    private static readonly ApiProblem NoWords = new(StatusCodes.Status400BadRequest, "telemetry.nothing-to-find", "'q' must say something of the channel's name.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTelemetryByUnixTime(this IEndpointRouteBuilder api)
    {
        var query = api.MapGroup("/query").WithTags("telemetry");
        query.MapGet("", Describe).Requires(Permissions.ReadSessions).WithSummary("Lists the queries by Unix time").Produces<QueryServiceResponse>();
        query.MapGet("/channel", ChannelAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a channel's last sample before a moment, of the thirty days before it").Produces<SampleResponse>();
        query.MapGet("/range", RangeAsync).Requires(Permissions.ReadSessions).WithSummary("Sums a channel up from t0 on, and before t1").Produces<RangeResponse>();
        query.MapGet("/events", EventsAsync).Requires(Permissions.ReadSessions).WithSummary("Lists what happened from t0 on, and before t1, by time").Produces<IncidentResponse[]>();
        query.MapGet("/search", SearchAsync).Requires(Permissions.ListSessions).WithSummary("Finds channels by their names, the best first").Produces<FoundChannelResponse[]>();
    }

    private static IResult Describe() => TypedResults.Ok(new QueryServiceResponse(
        Service,
        ["/api/query/channel", "/api/query/range", "/api/query/events", "/api/query/search"],
        [],
        "Times are seconds since 1970-01-01 UTC. What is measured is sent to, and also read at, /api/sessions/{sid}/telemetry."));

    private static async Task<IResult> ChannelAsync([AsParameters] ChannelAtQuery query, Caller caller, SessionAccess access, ITelemetryReads reads, ITelemetryLookups lookups, CancellationToken cancellationToken)
    {
        var badTime = UnixTimes.Read("at", query.At, out var at);
        if ((query.Check() ?? badTime) is { } problem)
        {
            return problem;
        }

        var (channel, refusal) = await FindAsync(query.Session, query.Name, caller, access, reads, cancellationToken);
        return refusal is not null ? refusal
            : await lookups.FindLastAsync(caller.OrgId, channel!.Id, at - Recent, at, cancellationToken) is { } last
                ? TypedResults.Ok(new SampleResponse(channel.Name, last.Value, UnixTimes.Of(last.At)))
                : NothingThen;
    }

    private static async Task<IResult> RangeAsync([AsParameters] ChannelRangeQuery query, Caller caller, SessionAccess access, ITelemetryReads reads, ITelemetryLookups lookups, CancellationToken cancellationToken)
    {
        var badRange = query.ReadRange(out var from, out var before);
        if ((query.Check() ?? badRange) is { } problem)
        {
            return problem;
        }

        var (channel, refusal) = await FindAsync(query.Session, query.Name, caller, access, reads, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        if (from >= before)
        {
            return EmptyRange;
        }

        return await lookups.SumUpAsync(caller.OrgId, channel!.Id, from, before, cancellationToken) is { } sum
            ? TypedResults.Ok(new RangeResponse(channel.Name, query.Session!, UnixTimes.Of(from), UnixTimes.Of(before), sum.Min, sum.Max, sum.Mean, sum.Last))
            : NothingThen;
    }

    private static async Task<IResult> EventsAsync([AsParameters] IncidentQuery query, Caller caller, SessionAccess access, IJournalReads journal, INoteReads notes, CancellationToken cancellationToken)
    {
        if (query.Read(out var stretch) is { } problem)
        {
            return problem;
        }

        if (await access.CheckAsync(caller, query.Session, SessionUse.Use, cancellationToken) is { } refusal)
        {
            return ApiProblem.From(refusal);
        }

        return TypedResults.Ok(stretch.From >= stretch.Before ? [] : await Incidents.ReadAsync(journal, notes, caller.OrgId, query.Session!, stretch, cancellationToken));
    }

    private static async Task<IResult> SearchAsync(
        Caller caller,
        ITelemetryLookups lookups,
        [FromQuery(Name = "q"), Description("Words of a channel's name; required.")] string? q,
        [FromQuery(Name = "k"), Description(K), System.ComponentModel.DataAnnotations.Range(1, MaxFound)] string? k,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(k, 1, MaxFound, 3) is not { } count)
        {
            return ApiProblem.Invalid("k", $"'k' must be a number from 1 to {MaxFound}.");
        }

        if (QueryText.Check("q", q, PointText.MaxChannel) is { } problem)
        {
            return problem;
        }

        if (string.IsNullOrWhiteSpace(q))
        {
            return NoWords;
        }

        var names = await lookups.ListNamesAsync(caller.OrgId, MaxNames, cancellationToken);
        return TypedResults.Ok(ChannelNames.Best(names, q, (int)count));
    }

    /// <summary>The channel that a query names, if whoever asks may see its session.</summary>
    private static async Task<(ChannelInfo? Channel, ApiProblem? Refusal)> FindAsync(
        string? session, string? name, Caller caller, SessionAccess access, ITelemetryReads reads, CancellationToken cancellationToken) =>
        await access.CheckAsync(caller, session, SessionUse.Use, cancellationToken) is { } refusal ? (null, ApiProblem.From(refusal))
        : await reads.FindAsync(caller.OrgId, session!, name!, cancellationToken) is { } channel ? (channel, null)
        : (null, ApiProblem.From(TelemetryErrors.UnknownChannel));
}
