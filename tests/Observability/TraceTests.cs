using MeetingIntel.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MeetingIntel.Observability.Tests;

/// <summary>The product as it is run, with a collector to export to.</summary>
public sealed class TraceTests(PostgresServer postgres)
{
    /// <summary>Who said what, and with which token, is nobody's business who reads the log.</summary>
    private static readonly string[] PrivateInTheLog = ["w4711", "w4712", "Zebediah", "Zanzibar", "dev_token"];

    /// <summary>Nor that of those who look at traces, whom a channel's name does not concern either; the log has it, to say which one failed.</summary>
    private static readonly string[] Private = [.. PrivateInTheLog, "zeb-mic"];

    [Fact]
    public async Task Utterance_IsOneTrace_FromItsAudioToTheDashboard()
    {
        await using var collector = await Collector.StartAsync();
        await using var product = await StartAsync(collector);
        await using (var client = await Client.JoinAsync(product.Http, product.Address))
        {
            // The first word may wake its insights, which then read it in the journal, and the journal knows no traces.
            await client.SpeakAsync(4711);
            await client.SeeAsync("insight.updated");
            await client.SpeakAsync(4712);
            await client.SeeAsync("insight.updated");
            await client.EndAsync();
        }

        var trace = await collector.UntilAsync("waiting for a trace that goes from the utterance to an insight on the dashboard", () => Complete(collector.Spans));

        var utterance = trace.Single(span => span.Name == "utterance");
        Assert.Equal("", utterance.Parent);
        var commit = Below(trace, utterance, "utterance commit");
        Below(trace, utterance, "utterance hear");
        var append = Below(trace, commit, "session append");
        Below(trace, append, "journal commit");
        var seen = Below(trace, append, "feed deliver");
        var pass = Below(trace, append, "insight pass");
        var understood = Below(trace, pass, "session append");
        Below(trace, understood, "journal commit");
        Below(trace, understood, "feed deliver");

        // Which process did what; with one process, all of them are it.
        Assert.Equal(Engine.Processes().Count, trace.Select(span => span.Role).Distinct().Count());
        Assert.Equal(Engine.Processes().Count > 1, seen.Role != append.Role);
        Assert.All(trace, span => Assert.Equal("meetings", span.Process["service.name"]));
        Assert.All(trace, span => Assert.Equal("test", span.Process["deployment.environment.name"]));

        // The connection's own span ends with the connection, and the utterance points at it.
        var connection = await collector.UntilAsync("waiting for the connection's span", () => collector.Spans.FirstOrDefault(span => utterance.Links.Contains(span.Id)));
        Assert.NotEqual(utterance.Trace, connection.Trace);
        Assert.Equal("GET /ws/sessions/{sid}/audio", connection.Name);
        Assert.Equal("GET", connection.Attributes["http.request.method"]);
    }

    [Fact]
    public async Task ExportAndLog_TellNoWordNoNameNoSecret_AndNoTraceBeginsWithAQuery()
    {
        await using var collector = await Collector.StartAsync();
        // All that our own code ever says, with what stands beside it.
        await using var product = await StartAsync(collector, ("Logging__LogLevel__MeetingIntel", "Trace"), ("Logging__Console__FormatterName", "json"));
        await using (var client = await Client.JoinAsync(product.Http, product.Address))
        {
            // The first word may wake its insights, which then read it in the journal, and the journal knows no traces.
            await client.SpeakAsync(4711);
            await client.SeeAsync("insight.updated");
            await client.SpeakAsync(4712);
            await client.SeeAsync("insight.updated");
            await client.EndAsync();
        }

        await collector.UntilAsync("waiting for the whole trace", () => Complete(collector.Spans));
        await product.StopAsync();
        var spans = collector.Spans;

        foreach (var span in spans)
        {
            Assert.All(span.Attributes.Values.Append(span.Name), text => Assert.DoesNotContain(Private, word => text.Contains(word, StringComparison.Ordinal)));
        }

        // A line for each request, so that there is something to look at.
        Assert.Contains(product.Log, line => line.Contains("/ws/sessions/{sid}/audio", StringComparison.Ordinal));
        Assert.All(product.Log, line => Assert.DoesNotContain(PrivateInTheLog, word => line.Contains(word, StringComparison.Ordinal)));

        Assert.DoesNotContain(spans, span => span.Parent.Length == 0 && span.Attributes.Keys.Any(key => key.StartsWith("db.", StringComparison.Ordinal)));
        var traces = spans.Select(span => span.Trace).ToHashSet(StringComparer.Ordinal);
        Assert.All(await product.JournalAsync(), row => Assert.DoesNotContain(traces, trace => row.Contains(trace, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sampler_ThatChoosesNothing_ExportsMetricsOnly()
    {
        await using var collector = await Collector.StartAsync();
        await using var product = await StartAsync(collector, ("OTEL_TRACES_SAMPLER", "parentbased_traceidratio"), ("OTEL_TRACES_SAMPLER_ARG", "0"));
        await using (var client = await Client.JoinAsync(product.Http, product.Address))
        {
            await client.SpeakAsync();
            await client.SeeAsync("insight.updated");
        }

        await collector.UntilAsync("waiting for metrics", () => collector.Metrics.FirstOrDefault(metric => metric.Name == "meetingintel.transcription.delay"));
        await product.StopAsync();

        Assert.Empty(collector.Spans);
        var names = collector.Metrics.Select(metric => metric.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal)
            {
                "meetingintel.transcription.segments", "meetingintel.api.feed.delay", "meetingintel.sessions.live", "meetingintel.insights.pass.duration",
                "meetingintel.journal.commit.duration", "meetingintel.dependency.state", "http.server.request.duration", "dotnet.process.cpu.time",
            },
            names);
    }

    private Task<Product> StartAsync(Collector collector, params (string Name, string Value)[] settings) => Product.StartAsync(postgres, [
        ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
        ("OTEL_METRIC_EXPORT_INTERVAL", "500"), ("OTEL_SERVICE_NAME", "meetings"), ("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test"), .. settings]);

    /// <summary>Spans come in the order in which they end, and from each process when it gets to it: what caused another may come behind it.</summary>
    private static readonly (string Name, int Count)[] Expected =
        [("utterance", 1), ("utterance hear", 1), ("utterance commit", 1), ("session append", 2), ("journal commit", 2), ("insight pass", 1), ("feed deliver", 2)];

    private static IReadOnlyList<ExportedSpan>? Complete(IReadOnlyList<ExportedSpan> spans) => spans
        .GroupBy(span => span.Trace, StringComparer.Ordinal)
        .Select(trace => trace.ToList())
        .FirstOrDefault(trace => Expected.All(expected => trace.Count(span => span.Name == expected.Name) >= expected.Count));

    private static ExportedSpan Below(IEnumerable<ExportedSpan> trace, ExportedSpan parent, string name) =>
        Assert.Single(trace, span => span.Name == name && span.Parent == parent.Id);
}
