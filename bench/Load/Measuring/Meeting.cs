using System.Globalization;
using MeetingIntel.Bench.Load.Servers;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Load.Speech;

namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>A session of the product with its audio connections and its subscribers.</summary>
internal sealed class Meeting
{
    private const string Segment = "transcript.segment";

    private readonly Product _product;
    private readonly Watcher _watcher;
    private readonly IReadOnlyList<Watcher> _watchers;

    private Meeting(Product product, IReadOnlyList<Watcher> watchers)
    {
        _product = product;
        _watcher = watchers[0];
        _watchers = watchers;
    }

    public IEnumerable<Speaker> Speakers => _watcher.Speakers.Values;

    /// <summary>Bytes that the subscribers were sent, without WebSocket's own.</summary>
    public long BytesWatched => _watchers.Sum(watcher => watcher.Bytes);

    /// <summary>Whether the subscribers have every sentence and every audio connection was closed.</summary>
    public bool IsDone => _watchers.All(watcher => watcher.IsDone) && Speakers.All(speaker => speaker.IsDone);

    /// <summary>Creates a session and connects to it.</summary>
    /// <param name="product">Where.</param>
    /// <param name="reactor">What takes the connections.</param>
    /// <param name="scripts">What its channels say.</param>
    /// <param name="figures">Where findings go.</param>
    /// <param name="subscribers">How many watch it; delays are those of the first one.</param>
    /// <param name="sendBuffer">Bytes of audio that the kernel may hold for the server; 0: as many as it likes.</param>
    public static async Task<Meeting> BeginAsync(Product product, Reactor reactor, IEnumerable<Script> scripts, Figures figures, int subscribers = 1, int sendBuffer = 0)
    {
        var sessionId = await product.CreateSessionAsync();
        var speakers = new Dictionary<string, Speaker>(StringComparer.Ordinal);
        foreach (var script in scripts)
        {
            var channel = string.Create(CultureInfo.InvariantCulture, $"mic{speakers.Count + 1}");
            var speaker = product.Speak(sessionId, channel, script, figures, sendBuffer);
            reactor.Add(speaker.Client, speaker);
            speakers.Add(channel, speaker);
        }

        Watcher[] watchers = [.. Enumerable.Range(0, subscribers).Select(number => new Watcher(sessionId, speakers, figures, isTimed: number == 0))];
        foreach (var watcher in watchers)
        {
            reactor.Add(product.Watch(sessionId), watcher);
        }

        return new Meeting(product, watchers);
    }

    /// <summary>Compares the journal with what was said: every sentence once, numbers without a hole, all of it as the first subscriber saw it. Then ends the session.</summary>
    public async Task CheckAsync(Figures figures)
    {
        var id = _watcher.SessionId;
        var heard = _watcher.Speakers.Keys.ToDictionary(channel => channel, _ => 0L, StringComparer.Ordinal);
        var last = 0L;
        foreach (var (seq, type, data) in await _product.ReadTimelineAsync(id))
        {
            if (seq != ++last)
            {
                figures.Violate($"{id}: the journal has event {seq} where {last} is due");
                last = seq;
            }

            if (string.Equals(type, Segment, StringComparison.Ordinal))
            {
                var channel = data.GetProperty("channel").GetString()!;
                var sentence = heard[channel]++;
                if (!data.GetProperty("text").ValueEquals(_watcher.Speakers[channel].TextOf(sentence)))
                {
                    figures.Violate($"{id}: the journal's sentence {sentence} is wrong");
                }
            }
        }

        if (last < _watcher.Seq)
        {
            figures.Violate($"{id}: the subscriber saw event {_watcher.Seq}, the journal ends with {last}");
        }

        foreach (var (channel, speaker) in _watcher.Speakers)
        {
            if (heard[channel] != speaker.Sentences)
            {
                figures.Violate($"{id} {channel}: {speaker.Sentences} sentences were said, the journal has {heard[channel]}");
            }
        }

        await _product.EndSessionAsync(id);
    }
}
