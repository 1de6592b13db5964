using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Telemetry;

/// <summary>Telemetry over REST: ASTRA's paths and shapes, and what they lack: pages, buckets, limits, long streams.</summary>
internal static class TelemetryEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTelemetry(this IEndpointRouteBuilder api)
    {
        var telemetry = api.MapGroup("/sessions/{sid}/telemetry").WithTags("telemetry");
        telemetry.MapPost("", TelemetryIngest.AddAsync).Requires(Permissions.WriteTelemetry).WithSummary("Adds a point; the same again (channel, timestamp and idempotency key, or value) counts once")
            .Accepts<PointRequest>("application/json").Produces<PointResponse>();
        telemetry.MapPost("/batch", TelemetryIngest.AddBatchAsync).Requires(Permissions.WriteTelemetry).WithSummary("Adds many points, all or none: JSON, a point as JSON on each line, or CSV with timestamp, channel, value and, if wanted, unit and idempotency_key")
            .Accepts<BatchRequest>("application/json", "application/x-ndjson", "text/csv").Produces<BatchResponse>();
        telemetry.MapGet("", QueryAsync).Requires(Permissions.ReadSessions).WithSummary("Reads points, newest first (the next page's cursor is in the header X-Next-Cursor); with resolution or max_points sums a channel up").Produces<PointResponse[]>().Produces<BucketsResponse>();
        telemetry.MapGet("/latest", LatestAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a channel's newest point by its own time").Produces<PointResponse>();
        telemetry.MapGet("/channels", ChannelsAsync).Requires(Permissions.ReadSessions).WithSummary("Lists the channels that have points").Produces<ChannelsResponse>();
        telemetry.MapPut("/limits", LimitAsync).Requires(Permissions.WriteTelemetry).WithSummary("Sets all of a channel's limits, and its unit; the next point is the first that is held against them").Produces<LimitsResponse>();
    }

    private static async Task<IResult> QueryAsync(
        string sid, [AsParameters] TelemetryQuery query, Caller caller, ITelemetryReads reads, HttpResponse response, CancellationToken cancellationToken)
    {
        if (query.Read(out var stretch) is { } problem)
        {
            return problem;
        }

        ChannelInfo? channel = null;
        if (!string.IsNullOrEmpty(query.Channel) && (channel = await reads.FindAsync(caller.OrgId, sid, query.Channel, cancellationToken)) is null)
        {
            return ApiProblem.From(TelemetryErrors.UnknownChannel);
        }

        if (query.WantsBuckets)
        {
            var series = await reads.SumUpAsync(caller.OrgId, channel!.Id, new BucketQuery(stretch.From, stretch.To, stretch.Resolution, stretch.MaxPoints), cancellationToken);
            return TypedResults.Ok(new BucketsResponse(
                channel.Name, channel.Unit, series.Resolution, [.. series.Buckets.Select(bucket => new BucketResponse(bucket.At, bucket.Count, bucket.Min, bucket.Max, bucket.Mean))]));
        }

        var page = await reads.ListAsync(
            caller.OrgId, sid, new PointFilter(channel?.Id, stretch.From, stretch.To), string.IsNullOrEmpty(query.Cursor) ? null : query.Cursor, stretch.Limit, cancellationToken);
        if (!page.Succeeded)
        {
            return ApiProblem.From(page.Error);
        }

        if (page.Value.Next is { } next)
        {
            response.Headers[SessionQueries.NextCursorHeader] = next;
        }

        return TypedResults.Ok(page.Value.Points.Select(point => PointResponse.From(sid, point.Channel, point.ChannelId, point.Unit, point.Reading)));
    }

    private static async Task<IResult> LatestAsync(string sid, [AsParameters] ChannelQuery query, IGrainFactory grains)
    {
        if (query.Check() is { } problem)
        {
            return problem;
        }

        var newest = await grains.GetGrain<ITelemetryChannelGrain>(new TelemetryKey(sid, query.Channel!).ToString()).GetNewestAsync();
        return newest.Succeeded
            ? TypedResults.Ok(PointResponse.From(sid, query.Channel!, newest.Value.Channel, newest.Value.Unit, newest.Value.Reading))
            : ApiProblem.From(newest.Error);
    }

    private static async Task<IResult> ChannelsAsync(string sid, Caller caller, ITelemetryReads reads, CancellationToken cancellationToken)
    {
        var channels = await reads.ListChannelsAsync(caller.OrgId, sid, cancellationToken);
        return TypedResults.Ok(new ChannelsResponse([.. channels.Select(item => item.Channel.Name)], [.. channels.Select(ChannelResponse.From)]));
    }

    private static async Task<IResult> LimitAsync(string sid, [AsParameters] ChannelQuery query, [FromBody] LimitsRequest request, HttpContext context, Caller caller, ITelemetryReads reads, CancellationToken cancellationToken)
    {
        var badLimits = request.Read(out var limits);
        if ((query.Check() ?? badLimits) is { } problem)
        {
            return problem;
        }

        var note = caller.Note(context, "telemetry.set-limits", query.Channel, sid);
        return await reads.FindAsync(caller.OrgId, sid, query.Channel!, cancellationToken) is { } channel
            && await reads.ChangeAsync(caller.OrgId, channel.Id, request.Unit, limits, note, cancellationToken) is { } changed
                ? TypedResults.Ok(LimitsResponse.From(changed))
                : ApiProblem.From(TelemetryErrors.UnknownChannel);
    }
}
