using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Observability.Tests;

/// <summary>The Grafana dashboard and the page for operators speak only of what the program counts.</summary>
public sealed partial class DashboardTests(PostgresServer postgres)
{
    /// <summary>Labels that a series gets on its way to Prometheus: which process it is from, and the bounds of a histogram's buckets.</summary>
    private static readonly string[] LabelsOfAnySeries = ["instance", "job", "le"];

    [Fact]
    public async Task EveryMetricAndLabel_IsOneThatTheProgramHas()
    {
        var shown = Queries().ToList();
        var asked = shown.SelectMany(MetricsOf).ToHashSet(StringComparer.Ordinal);
        var instruments = new ConcurrentDictionary<string, Instrument>(StringComparer.Ordinal);
        var labels = new ConcurrentDictionary<(string Metric, string Label), bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                instruments.TryAdd(instrument.Name, instrument);
                if (PrometheusNames(instrument).Any(asked.Contains))
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        var stt = new ScriptedSttProvider
        {
            Failure = (stream, bytes) => stream == 1 && bytes > 0 ? new SttException("scripted.broken", "Broken by the script.", recoverable: true) : null,
        };
        await using (var host = await InProcess.StartAsync(postgres, services => services.Replace(ServiceDescriptor.Singleton<ISttProvider>(stt))))
        {
            await using var client = await Client.JoinAsync(host.Http, host.Address);
            await client.SpeakAsync();
            await client.EndAsync();
            using var ended = await host.Http.PostAsync(new Uri($"/api/sessions/{client.SessionId}/end", UriKind.Relative), content: null);
            await client.SeeAsync("insight.updated");
            // So that the dependencies have been looked at once.
            using var health = await host.Http.GetAsync(new Uri("/health/details", UriKind.Relative));
            listener.RecordObservableInstruments();
        }

        var known = instruments.Values.SelectMany(PrometheusNames).ToHashSet(StringComparer.Ordinal);
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(known, StringComparer.Ordinal));
        // And what we count of our own is shown, or it need not be counted.
        Assert.Empty(instruments.Values
            .Where(instrument => instrument.Meter.Name.StartsWith("MeetingIntel.", StringComparison.Ordinal))
            .Where(instrument => !PrometheusNames(instrument).Any(asked.Contains))
            .Select(instrument => instrument.Name));

        // The page for operators names a histogram without its parts.
        var told = MetricsOf(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "operations.md"), TestContext.Current.CancellationToken)).ToList();
        Assert.NotEmpty(told);
        Assert.DoesNotContain(told, metric => !known.Contains(metric) && !known.Contains($"{metric}_bucket"));

        var wrong = shown.SelectMany(query => GroupsOf(query).Where(label => !IsLabel(label, query)).Select(label => $"{label} in {query}"));
        Assert.Empty(wrong);

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var metric in PrometheusNames(instrument))
            {
                // A metric that was measured without any is known to have none.
                labels.TryAdd((metric, ""), value: true);
                foreach (var tag in tags)
                {
                    labels.TryAdd((metric, tag.Key.Replace('.', '_')), value: true);
                }
            }
        }

        // What never failed in this meeting was not measured; its labels are then those of something else that was.
        bool IsLabel(string label, string query) =>
            LabelsOfAnySeries.Contains(label, StringComparer.Ordinal)
            || MetricsOf(query).All(metric => labels.ContainsKey((metric, label)) || (!labels.ContainsKey((metric, "")) && labels.Keys.Any(pair => pair.Label == label)));
    }

    [Fact]
    public void EveryPanel_HasAPlaceATitleAndWhatItMeans()
    {
        var panels = Panels().Where(panel => panel.GetProperty("type").GetString() != "row").ToList();

        Assert.NotEmpty(panels);
        Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("title").GetString()!));
        Assert.All(panels, panel => Assert.NotEmpty(panel.GetProperty("description").GetString()!));
        Assert.Equal(panels.Count, panels.Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        Assert.Equal(panels.Count, panels.Select(panel => (panel.GetProperty("gridPos").GetProperty("x").GetInt32(), panel.GetProperty("gridPos").GetProperty("y").GetInt32())).Distinct().Count());
    }

    private static IEnumerable<JsonElement> Panels()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "meetingintel.json")));
        return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray().Select(panel => panel.Clone())];
    }

    private static IEnumerable<string> Queries() => Panels()
        .Where(panel => panel.TryGetProperty("targets", out _))
        .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
        .Select(target => target.GetProperty("expr").GetString()!);

    /// <summary>The metrics that a text names, labels left out.</summary>
    private static IEnumerable<string> MetricsOf(string text) => MetricName().Matches(Labels().Replace(text, "")).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    /// <summary>The labels that a query groups by.</summary>
    private static IEnumerable<string> GroupsOf(string query) => Groups().Matches(query)
        .SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>What an instrument is called once a collector has handed it to Prometheus: dots to underscores, the unit, and what kind of number it is.</summary>
    private static IEnumerable<string> PrometheusNames(Instrument instrument)
    {
        var kind = instrument.GetType().Name;
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            null or "" or ['{', ..] => "",
            "1" => "_ratio",
            var other => $"_{other}",
        };
        var name = instrument.Name.Replace('.', '_').Replace('-', '_');
        name = name.EndsWith(unit, StringComparison.Ordinal) ? name : name + unit;
        return kind switch
        {
            _ when kind.StartsWith("Histogram", StringComparison.Ordinal) => [$"{name}_bucket", $"{name}_sum", $"{name}_count"],
            _ when kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal) => [$"{name}_total"],
            _ => [name],
        };
    }

    /// <summary>Where a query names labels.</summary>
    [GeneratedRegex(@"\{[^}]*\}|\bby \([^)]*\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Groups();

    /// <summary>Words of a query that can only be names of metrics.</summary>
    [GeneratedRegex(@"\b(?:meetingintel|http_server|http_client|kestrel|signalr|dotnet|db_client|orleans)_[a-z0-9_]+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();
}
