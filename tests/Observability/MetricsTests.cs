using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Observability.Tests;

/// <summary>What a meeting leaves on the meters. The meters are the process's, so these tests run alone.</summary>
public sealed partial class MetricsTests(PostgresServer postgres)
{
    [Fact]
    public async Task Meeting_WithAProviderThatFailsOnce_IsCounted()
    {
        using var measured = new Measurements();
        var stt = new ScriptedSttProvider
        {
            Failure = (stream, bytes) => stream == 1 && bytes > 0 ? new SttException("scripted.broken", "Broken by the script.", recoverable: true) : null,
        };
        await using var host = await InProcess.StartAsync(postgres, services => services.Replace(ServiceDescriptor.Singleton<ISttProvider>(stt)));
        string session;
        await using (var client = await Client.JoinAsync(host.Http, host.Address))
        {
            session = client.SessionId;
            await client.SpeakAsync();
            Assert.Equal(1, measured.Sum("meetingintel.sessions.live"));
            await client.EndAsync();
            using var ended = await host.Http.PostAsync(new Uri($"/api/sessions/{session}/end", UriKind.Relative), content: null);
            await client.SeeAsync("insight.updated");
        }

        Assert.Equal(1, measured.Sum("meetingintel.transcription.segments"));
        var delay = Assert.Single(measured.Of("meetingintel.transcription.delay"));
        Assert.InRange(delay.Value, 0.0, 60.0);
        var failure = Assert.Single(measured.Of("meetingintel.transcription.provider.failures"), one => one.Value > 0);
        Assert.Equal("scripted.broken", failure.Tags["error.type"]);
        Assert.Equal("scripted", failure.Tags["meetingintel.stt.provider"]);
        Assert.Equal(0, measured.Sum("meetingintel.sessions.live"));
        Assert.Equal(0, measured.Sum("meetingintel.transcription.resends"));
        Assert.Equal(0, measured.Sum("meetingintel.transcription.gaps"));
        Assert.NotEmpty(measured.Of("meetingintel.insights.pass.duration"));
        Assert.All(measured.Of("meetingintel.api.feed.delay"), age => Assert.InRange(age.Value, 0.0, 60.0));
        Assert.NotEmpty(measured.Of("meetingintel.api.feed.delay"));
        Assert.All(measured.All, one => Assert.DoesNotContain(one.Tags.Values, value => value is string text && text.Contains(session, StringComparison.Ordinal)));
    }

    /// <summary>
    /// A process that is started anew continues, for whoever looks at the collector, what the one before it had counted. So it says 0 first: without that, its first
    /// event may be the same figure as the last one of the other, and no alarm sees it.
    /// </summary>
    [Fact]
    public async Task Counters_OfAlarmsThatRise_StartAtZero()
    {
        using var measured = new Measurements();
        await using var host = await InProcess.StartAsync(postgres);

        var told = Rising().Matches(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "operations.md"), TestContext.Current.CancellationToken));

        Assert.True(told.Count >= 10);
        Assert.All(told, alarm => Assert.Contains(measured.All, one =>
            one.Value == 0
            && one.Name.Replace('.', '_') == alarm.Groups["name"].Value
            && (!alarm.Groups["label"].Success || one.Tags.GetValueOrDefault(alarm.Groups["label"].Value)?.ToString() == alarm.Groups["value"].Value)));
    }

    /// <summary>A counter in the table of alarms, with the label that makes the alarm.</summary>
    [GeneratedRegex(@"`(?<name>meetingintel_[a-z_]+)_total(?:\{(?<label>[a-z_]+)=""(?<value>[^""]*)""\})?` rises", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rising();

    /// <summary>All measurements of our own meters.</summary>
    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<Measured> _all = new();

        public Measurements()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("MeetingIntel.", StringComparison.Ordinal) && !instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
            _listener.Start();
        }

        public IReadOnlyCollection<Measured> All => _all;

        public IReadOnlyList<Measured> Of(string name) => [.. _all.Where(one => one.Name == name)];

        public double Sum(string name) => Of(name).Sum(one => one.Value);

        public void Dispose() => _listener.Dispose();

        private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _all.Enqueue(new Measured(instrument.Name, value, tags.ToArray().ToDictionary(StringComparer.Ordinal)));
    }

    private sealed record Measured(string Name, double Value, IReadOnlyDictionary<string, object?> Tags);
}
