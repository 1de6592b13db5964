using System.Diagnostics;
using MeetingIntel.Bench.Sockets;

namespace MeetingIntel.Bench.Load.Speech;

/// <summary>Channels that send as fast as the server takes it.</summary>
internal sealed class PushingCrowd
{
    private static readonly long LongestWait = Stopwatch.Frequency / 100;

    private readonly Reactor _reactor;
    private readonly IReadOnlyList<Speaker> _speakers;
    private readonly byte[] _scratch = new byte[Speaker.MaxBatch * Script.WireSize];

    public PushingCrowd(Reactor reactor, IReadOnlyList<Speaker> speakers)
    {
        _reactor = reactor;
        _speakers = speakers;
        foreach (var speaker in speakers)
        {
            reactor.WakeForOutput(speaker.Client, wake: true);
        }
    }

    /// <summary>Sends for a time.</summary>
    public void Push(TimeSpan time, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            stop.ThrowIfCancellationRequested();
            PushOnce();
        }
    }

    /// <summary>Sends the rest of each sentence, then says goodbye.</summary>
    public void Finish(CancellationToken stop)
    {
        foreach (var speaker in _speakers)
        {
            speaker.FinishSentence();
        }

        while (_speakers.Any(speaker => !speaker.HasFinished))
        {
            stop.ThrowIfCancellationRequested();
            PushOnce();
        }

        foreach (var speaker in _speakers)
        {
            _reactor.WakeForOutput(speaker.Client, wake: false);
        }
    }

    private void PushOnce()
    {
        var someoneCanSend = false;
        foreach (var speaker in _speakers)
        {
            speaker.Speak(long.MaxValue, _scratch, batches: 1);
            someoneCanSend |= !speaker.IsBlocked;
        }

        _reactor.Poll(someoneCanSend ? 0 : LongestWait);
    }
}
