using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Observability.Tests;

/// <summary>The Grafana dashboard asks only for what the program counts.</summary>
public sealed partial class DashboardTests(PostgresServer postgres)
{
    [Fact]
    public async Task EveryMetricOfTheDashboard_IsOneThatTheProgramHas()
    {
        var instruments = new ConcurrentDictionary<string, Instrument>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => instruments.TryAdd(instrument.Name, instrument) };
        listener.Start();
        await using (var host = await InProcess.StartAsync(postgres))
        {
            await using var client = await Client.JoinAsync(host.Http, host.Address);
            await client.SpeakAsync();
            await client.EndAsync();
            using var ended = await host.Http.PostAsync(new Uri($"/api/sessions/{client.SessionId}/end", UriKind.Relative), content: null);
            await client.SeeAsync("insight.updated");
        }

        var known = instruments.Values.SelectMany(PrometheusNames).ToHashSet(StringComparer.Ordinal);
        var asked = Queries().SelectMany(query => MetricName().Matches(Labels().Replace(query, "")).Select(match => match.Value)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(known, StringComparer.Ordinal));
        // And what we count of our own is shown, or it need not be counted.
        Assert.Empty(instruments.Values
            .Where(instrument => instrument.Meter.Name.StartsWith("MeetingIntel.", StringComparison.Ordinal))
            .Where(instrument => !PrometheusNames(instrument).Intersect(asked, StringComparer.Ordinal).Any())
            .Select(instrument => instrument.Name));
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

    /// <summary>Words of a query that can only be names of metrics.</summary>
    [GeneratedRegex(@"\b(?:meetingintel|http_server|http_client|kestrel|signalr|dotnet|db_client|orleans)_[a-z0-9_]+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MetricName();
}
