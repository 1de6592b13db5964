using System.Runtime.CompilerServices;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Telemetry;
using Microsoft.AspNetCore.Http.Features;

namespace MeetingIntel.Api.Telemetry;

/// <summary>Takes points in.</summary>
internal static class TelemetryIngest
{
    /// <summary>So many points are held; more go through a file.</summary>
    private const int Held = 10_000;

    private static readonly ApiProblem WrongType = new(
        StatusCodes.Status415UnsupportedMediaType, "request.unsupported-media-type", "This path takes application/json, application/x-ndjson or text/csv.");

    /// <summary>Takes one point.</summary>
    public static async Task<IResult> AddAsync(string sid, HttpContext context, Caller caller, ITelemetryStore store, TimeProvider time)
    {
        if (!context.Request.HasJsonContentType())
        {
            return WrongType with { Detail = "This path takes application/json." };
        }

        using var body = new BodyBuffer(context.Request.Body, context.Request.ContentLength);
        await body.FillAsync(context.RequestAborted);
        var point = new JsonPoint(time.GetUtcNow());
        var batch = new TelemetryBatch();
        if (ReadOne(body, point, batch) is { } problem)
        {
            return problem.At("");
        }

        var channel = point.Channel.ToString();
        var added = await store.AppendAsync(caller.OrgId, sid, batch, context.RequestAborted);
        return added.Succeeded
            ? TypedResults.Ok(PointResponse.From(sid, channel, added.Value.Channel, added.Value.Unit, batch.Single()))
            : ApiProblem.From(added.Error);
    }

    /// <summary>Takes many, all or none.</summary>
    public static async Task<IResult> AddBatchAsync(string sid, HttpContext context, Caller caller, ITelemetryStore store, TimeProvider time)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = RequestLimits.Telemetry;
        }

        if (Open(context, time.GetUtcNow()) is not { } source)
        {
            return WrongType;
        }

        using (source)
        {
            var batch = new TelemetryBatch();
            var more = await source.ReadAsync(batch, Held, context.RequestAborted);
            var added = more
                ? await store.AppendStreamAsync(caller.OrgId, sid, ReadAllAsync(source, batch, context.RequestAborted), context.RequestAborted)
                : await store.AppendAsync(caller.OrgId, sid, batch, context.RequestAborted);
            return added.Succeeded ? TypedResults.Ok(new BatchResponse(added.Value.Points)) : ApiProblem.From(added.Error);
        }
    }

    private static PointProblem? ReadOne(BodyBuffer body, JsonPoint point, TelemetryBatch batch)
    {
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            var problem = point.Read(ref reader) ?? point.AddTo(batch);
            reader.Read();
            return problem;
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body is not JSON of the shape that this path takes.", StatusCodes.Status400BadRequest, exception);
        }
    }

    private static IPointSource? Open(HttpContext context, DateTimeOffset now)
    {
        var request = context.Request;
        var type = request.ContentType.AsSpan();
        var semicolon = type.IndexOf(';');
        type = (semicolon < 0 ? type : type[..semicolon]).Trim();
        return type.Equals("text/csv", StringComparison.OrdinalIgnoreCase) ? new CsvPoints(request.Body, now)
            : type.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase) || type.Equals("application/jsonl", StringComparison.OrdinalIgnoreCase)
                ? new NdjsonPoints(new BodyBuffer(request.Body, request.ContentLength), new JsonPoint(now))
            : request.HasJsonContentType() ? new JsonPoints(new BodyBuffer(request.Body, request.ContentLength), new JsonPoint(now))
            : null;
    }

    private static async IAsyncEnumerable<TelemetryBatch> ReadAllAsync(IPointSource source, TelemetryBatch batch, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var more = true; more;)
        {
            yield return batch;
            batch.Clear();
            more = await source.ReadAsync(batch, Held, cancellationToken);
        }

        yield return batch;
    }
}
