using System.Diagnostics;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>All clients with sockets, on one thread of their own: each looked after every 20 ms, spread evenly over them.</summary>
internal sealed class Crowd : IDisposable
{
    private const int Slices = 10;

    private static readonly double Slice = 0.020 / Slices;

    private readonly Evidence _evidence;
    private readonly Reactor _reactor;
    private readonly Resumer[][] _slices;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _finishing;
    private volatile bool _readingAgain;
    private volatile bool _stopping;

    /// <summary>Begins.</summary>
    /// <param name="reactor">Theirs.</param>
    /// <param name="evidence">The log.</param>
    /// <param name="speakers">Who speaks.</param>
    /// <param name="hubSpeakers">Who speaks over SignalR.</param>
    /// <param name="watchers">Who watches.</param>
    public Crowd(Reactor reactor, Evidence evidence, IReadOnlyList<Speaker> speakers, IReadOnlyList<HubSpeaker> hubSpeakers, IReadOnlyList<Watcher> watchers)
    {
        _reactor = reactor;
        _evidence = evidence;
        Speakers = speakers;
        HubSpeakers = hubSpeakers;
        Watchers = watchers;
        _slices = new Resumer[Slices][];
        Resumer[] all = [.. speakers, .. hubSpeakers, .. watchers];
        for (var slice = 0; slice < Slices; slice++)
        {
            _slices[slice] = [.. all.Where((_, index) => index % Slices == slice)];
        }

        _thread = new Thread(Run) { Name = "crowd" };
        _thread.Start();
    }

    public IReadOnlyList<Speaker> Speakers { get; }

    public IReadOnlyList<HubSpeaker> HubSpeakers { get; }

    public IReadOnlyList<Watcher> Watchers { get; }

    /// <summary>Whether all who speak were told that it is over.</summary>
    public bool IsDone => Speakers.All(speaker => speaker.IsDone) && HubSpeakers.All(speaker => speaker.IsDone);

    /// <summary>Completes when the thread has ended; fails when it failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How late the clients were looked after at worst, seconds: how good the generator is.</summary>
    public double LatestTick { get; private set; }

    /// <summary>How many times they were looked after more than 100 ms late.</summary>
    public int LateTicks { get; private set; }

    /// <summary>Has everybody end the sentence that is being said, and say stop.</summary>
    public void Finish() => _finishing = true;

    /// <summary>Has all watchers read their sessions once more, from the beginning.</summary>
    public void ReadAgain() => _readingAgain = true;

    /// <summary>Nobody does or hears anything more: what the clients know can be looked at.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        return Ended;
    }

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _reactor.Dispose();
    }

    private void Run()
    {
        try
        {
            RunUntilStopped();
            _ended.SetResult();
        }
        catch (Exception failure)
        {
            _ended.SetException(failure);
        }
    }

    private void RunUntilStopped()
    {
        var (finished, readAgain) = (false, false);
        var due = _evidence.Now;
        for (var slice = 0; !_stopping; slice = (slice + 1) % Slices)
        {
            var now = _evidence.Now;
            if (_finishing && !finished)
            {
                finished = true;
                FinishSentences(now);
            }

            if (_readingAgain && !readAgain)
            {
                readAgain = true;
                foreach (var watcher in Watchers)
                {
                    watcher.ReadAgain(now);
                }
            }

            while (now < due)
            {
                _reactor.Poll((long)((due - now) * Stopwatch.Frequency));
                now = _evidence.Now;
            }

            Note(now - due);
            foreach (var client in _slices[slice])
            {
                client.Tick(now);
            }

            // Who is late does not run after the time.
            due = Math.Max(due + Slice, now - Slice);
        }
    }

    private void FinishSentences(double now)
    {
        foreach (var speaker in Speakers)
        {
            speaker.FinishSentence(now);
        }

        foreach (var speaker in HubSpeakers)
        {
            speaker.FinishSentence();
        }
    }

    private void Note(double late)
    {
        LatestTick = Math.Max(LatestTick, late);
        LateTicks += late > 0.1 ? 1 : 0;
    }
}
