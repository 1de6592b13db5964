using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Speech;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>Makes the meetings: with one channel, with two, and with a stereo one, in turns; and those of Astro's clients, who speak over SignalR.</summary>
/// <param name="options">How many, and of which kind.</param>
/// <param name="network">The front-ends.</param>
/// <param name="evidence">The log.</param>
internal sealed class Meetings(ChaosOptions options, Network network, Evidence evidence)
{
    private readonly List<Speaker> _speakers = [];
    private readonly List<HubSpeaker> _hubSpeakers = [];
    private readonly List<Watcher> _watchers = [];

    /// <summary>Creates sessions with so many live channels, their speakers and their watchers.</summary>
    public async Task<Crowd> CreateAsync()
    {
        using var http = new HttpClient();
        for (var channels = 0; channels < options.Channels;)
        {
            var id = await CreateSessionAsync(http);
            foreach (var microphone in Microphones(_watchers.Count, options.Channels - channels, options.Rhythm))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"mic{_speakers.Count(speaker => speaker.SessionId == id) + 1}");
                _speakers.Add(new Speaker(id, name, microphone, network, evidence));
                channels += microphone.Channels;
            }
        }

        for (var speaker = 0; speaker < options.HubSpeakers; speaker++)
        {
            _hubSpeakers.Add(new HubSpeaker(await CreateSessionAsync(http), speaker % 2 == 0 ? null : "app", network, evidence));
        }

        return new Crowd(network.Reactor, evidence, _speakers, _hubSpeakers, _watchers);
    }

    private async Task<string> CreateSessionAsync(HttpClient http)
    {
        var port = network.Ports[network.Random.Next(network.Ports.Count)];
        using var answer = await http.PostAsJsonAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/sessions"), new { name = "Chaos" });
        answer.EnsureSuccessStatusCode();
        var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
        evidence.Write("session", ("session", id));
        _watchers.Add(IsOverHub(_watchers.Count) ? new HubWatcher(id, network, evidence) : new SocketWatcher(id, network, evidence));
        return id;
    }

    /// <summary>Spread evenly over the watchers, the first one among them.</summary>
    private bool IsOverHub(int watcher) => Math.Ceiling((watcher + 1) * options.HubWatchers / 100) > Math.Ceiling(watcher * options.HubWatchers / 100);

    private static Microphone[] Microphones(int session, int left, Rhythm rhythm)
    {
        // Spread over a sentence's time, so that not everybody ends one at once.
        var lead = 1 + (session * 37 % rhythm.SentenceFrames);
        return (session % 3) switch
        {
            1 when left > 1 => [new Microphone([new Script(rhythm, lead)]), new Microphone([new Script(rhythm, lead + 11)])],
            2 when left > 1 => [new Microphone([new Script(rhythm, lead), new Script(rhythm, lead + 40)])],
            _ => [new Microphone([new Script(rhythm, lead)])],
        };
    }
}
