using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Observability.Tests;

/// <summary>What an OpenTelemetry collector does at its door: takes OTLP as protobuf over HTTP, on a real socket.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentQueue<ExportedSpan> _spans = new();
    private readonly ConcurrentDictionary<ExportedMetric, bool> _metrics = new();

    private Collector(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single();

    public IReadOnlyList<ExportedSpan> Spans => [.. _spans];

    public IReadOnlyCollection<ExportedMetric> Metrics => [.. _metrics.Keys];

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var collector = new Collector(builder.Build());
        collector._app.MapPost("/v1/traces", context => collector.TakeAsync(context, collector.TakeTraces));
        collector._app.MapPost("/v1/metrics", context => collector.TakeAsync(context, collector.TakeMetrics));
        await collector._app.StartAsync();
        return collector;
    }

    /// <summary>Waits until what has arrived satisfies a condition.</summary>
    public async Task<T> UntilAsync<T>(string phase, Func<T?> find)
        where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (true)
        {
            if (find() is { } found)
            {
                return found;
            }

            try
            {
                await _news.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException exception)
            {
                var seen = string.Join('\n', _spans.OrderBy(span => span.Trace, StringComparer.Ordinal).Select(span => $"{span.Trace[..6]} {span.Parent} > {span.Id} {span.Name} ({span.Role})"));
                throw new TimeoutException($"Nothing more came while: {phase}. {_metrics.Count} metrics came, and these spans:\n{seen}", exception);
            }
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context, Action<ReadOnlyMemory<byte>> take)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        take(body.ToArray());
        _news.Writer.TryWrite(true);
        context.Response.ContentType = "application/x-protobuf";
    }

    private void TakeTraces(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in Protobuf.Fields(request, 1))
        {
            var process = Attributes(Protobuf.Fields(resource, 1).Single(), 1);
            foreach (var span in Protobuf.Fields(resource, 2).SelectMany(scope => Protobuf.Fields(scope, 2)))
            {
                _spans.Enqueue(new ExportedSpan(
                    Protobuf.Hex(span, 1), Protobuf.Hex(span, 2), Protobuf.Hex(span, 4), Protobuf.Text(span, 5), Attributes(span, 9), process,
                    [.. Protobuf.Fields(span, 13).Select(link => Protobuf.Hex(link, 2))]));
            }
        }
    }

    private void TakeMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (var resource in Protobuf.Fields(request, 1))
        {
            var role = Attributes(Protobuf.Fields(resource, 1).Single(), 1)["meetingintel.role"];
            foreach (var metric in Protobuf.Fields(resource, 2).SelectMany(scope => Protobuf.Fields(scope, 2)))
            {
                _metrics[new ExportedMetric(Protobuf.Text(metric, 1), role)] = true;
            }
        }
    }

    private static Dictionary<string, string> Attributes(ReadOnlyMemory<byte> message, int number) => Protobuf.Fields(message, number)
        .ToDictionary(pair => Protobuf.Text(pair, 1), pair => Protobuf.Text(Protobuf.Fields(pair, 2).FirstOrDefault(), 1), StringComparer.Ordinal);
}

/// <summary>A span as it arrived; attributes that are no text are empty.</summary>
internal sealed record ExportedSpan(
    string Trace, string Id, string Parent, string Name, IReadOnlyDictionary<string, string> Attributes, IReadOnlyDictionary<string, string> Process, IReadOnlyList<string> Links)
{
    public string Role => Process["meetingintel.role"];
}

/// <summary>A metric as it arrived.</summary>
internal sealed record ExportedMetric(string Name, string Role);
