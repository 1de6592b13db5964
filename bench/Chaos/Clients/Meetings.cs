using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Speech;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>Makes the meetings: with one channel, with two, and with a stereo one, in turns.</summary>
internal static class Meetings
{
    /// <summary>Creates sessions with so many live channels, their speakers and their watchers.</summary>
    public static async Task<(List<Speaker> Speakers, List<Watcher> Watchers)> CreateAsync(ChaosOptions options, Network network, Evidence evidence)
    {
        using var http = new HttpClient();
        var speakers = new List<Speaker>();
        var watchers = new List<Watcher>();
        for (var channels = 0; channels < options.Channels;)
        {
            var port = network.Ports[network.Random.Next(network.Ports.Count)];
            using var answer = await http.PostAsJsonAsync(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/api/sessions"), new { name = "Chaos" });
            answer.EnsureSuccessStatusCode();
            var id = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
            evidence.Write("session", ("session", id));
            watchers.Add(new Watcher(id, network, evidence));
            foreach (var microphone in Microphones(watchers.Count, options.Channels - channels, options.Rhythm))
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"mic{speakers.Count(speaker => speaker.SessionId == id) + 1}");
                speakers.Add(new Speaker(id, name, microphone, network, evidence));
                channels += microphone.Channels;
            }
        }

        return (speakers, watchers);
    }

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
