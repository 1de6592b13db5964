using System.Threading.Channels;
using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.Replay;

/// <summary>Sends a session again: each thing when its moment comes, and does what the client says meanwhile. One loop; nothing else touches its state.</summary>
/// <param name="timeline">What there is to send.</param>
/// <param name="request">How it begins.</param>
/// <param name="messages">What it says of itself.</param>
/// <param name="time">The world's clock.</param>
/// <param name="commands">What the client says.</param>
/// <param name="send">Sends a message; waits while too many are on their way.</param>
internal sealed class ReplayPlayer(
    ReplayTimeline timeline,
    ReplayRequest request,
    ReplayMessages messages,
    TimeProvider time,
    ChannelReader<ReplayCommand> commands,
    Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> send)
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromSeconds(1);

    /// <summary>A client that takes what comes so much later than it was due does not keep up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SilenceKept = TimeSpan.FromSeconds(1);

    /// <summary>So many commands are looked at ahead; more wait where they came in.</summary>
    private const int AheadCommands = 64;

    private readonly Queue<ReplayCommand> _ahead = new();
    private readonly ReplayClock _clock = new(time, timeline.Start, request.Speed, request.Paused);
    private long _seq = timeline.After;
    private long _reportedAt;
    private bool _isOver;
    private Task<bool>? _command;

    private DateTimeOffset At => _isOver || _clock.At > timeline.End ? timeline.End : _clock.At;

    /// <summary>Plays on and on; ends only with a client that does not keep up.</summary>
    /// <param name="stop">Ends it.</param>
    public async Task<SocketEnd> RunAsync(CancellationToken stop)
    {
        await GoToAsync(request.From ?? new ReplayPlace(0), stop);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            await ObeyAsync(stop);
            var next = _isOver ? null : await timeline.PeekAsync(stop);
            var untilReport = ReportEvery - time.GetElapsedTime(_reportedAt);
            if (next is null)
            {
                await FinishAsync(stop);
                await WaitAsync(Timeout.InfiniteTimeSpan, stop);
            }
            else if (!_clock.IsPaused && untilReport <= TimeSpan.Zero)
            {
                await ReportAsync(stop);
            }
            else if (_clock.Until(next.At) is var wait && wait == TimeSpan.Zero)
            {
                if (!await PlayAsync(next, stop))
                {
                    return SocketEnd.TooSlow;
                }
            }
            else if (_clock.IsPaused)
            {
                await WaitAsync(Timeout.InfiniteTimeSpan, stop);
            }
            else if (request.SkipSilence && next.At - _clock.At > Silence)
            {
                _clock.Set(next.At - SilenceKept);
                await ReportAsync(stop);
            }
            else
            {
                await WaitAsync(wait < untilReport ? wait : untilReport, stop);
            }
        }
    }

    /// <returns>Whether the client keeps up.</returns>
    private async ValueTask<bool> PlayAsync(ReplayItem item, CancellationToken stop)
    {
        var sending = SendAsync(item, stop);
        var isHeldUp = !sending.IsCompleted;
        await sending;
        return !isHeldUp || _clock.IsPaused || _clock.At - item.At <= Patience * _clock.Speed;
    }

    private ValueTask SendAsync(ReplayItem item, CancellationToken stop)
    {
        timeline.Take(item);
        _seq = Math.Max(_seq, item.Seq);
        return send(item.Message.Envelope!.Value.Utf8, stop);
    }

    /// <summary>Goes to a place, where the client sees what a live one saw at that moment; or gives up on the way, when somebody looks for another place meanwhile.</summary>
    private async Task GoToAsync(ReplayPlace place, CancellationToken stop)
    {
        timeline.LookAgain();
        var at = place.Within(timeline.Start, timeline.End);
        if (at < At)
        {
            timeline.Restart();
            _seq = timeline.After;
            await send(messages.Reset(_seq), stop);
        }

        _isOver = false;
        _clock.Set(at);
        await ReportAsync(at, isCaughtUp: false, stop);
        while (await timeline.PeekEventAsync(at, stop) is { } item)
        {
            if (IsSoughtElsewhere())
            {
                return;
            }

            await SendAsync(item, stop);
        }

        foreach (var value in await timeline.GoToAsync(at, stop))
        {
            await send(value.Message.Envelope!.Value.Utf8, stop);
        }

        // What it took to get there is no time of the session.
        _clock.Set(at);
        await ReportAsync(stop);
    }

    /// <summary>Whether a newer place is wanted. What else was said until then keeps its turn.</summary>
    private bool IsSoughtElsewhere()
    {
        while (_ahead.Count < AheadCommands && commands.TryRead(out var command))
        {
            _ahead.Enqueue(command);
        }

        return _ahead.Any(command => command is SeekPlace);
    }

    private async Task ObeyAsync(CancellationToken stop)
    {
        while (await ObeyButSeekAsync(stop) is { } seek)
        {
            await GoToAsync(seek.Place, stop);
        }
    }

    /// <returns>The place to go to, if any.</returns>
    private async Task<SeekPlace?> ObeyButSeekAsync(CancellationToken stop)
    {
        SeekPlace? seek = null;
        while (_ahead.TryDequeue(out var command) || commands.TryRead(out command))
        {
            switch (command)
            {
                case PauseReplay:
                    _clock.Pause();
                    break;
                case ResumeReplay:
                    _clock.Resume();
                    break;
                case ChangeSpeed change:
                    _clock.ChangeSpeed(change.Speed);
                    break;
                case SeekPlace wanted:
                    // Of several places the last one counts: somebody is looking for it.
                    seek = wanted;
                    continue;
                default:
                    throw new NotSupportedException($"Nobody knows what {command.GetType().Name} means.");
            }

            await ReportAsync(stop);
        }

        return seek;
    }

    private async Task FinishAsync(CancellationToken stop)
    {
        if (_isOver)
        {
            return;
        }

        _isOver = true;
        await ReportAsync(stop);
        await send(messages.Ended(_seq, timeline.End), stop);
    }

    private Task ReportAsync(CancellationToken stop) => ReportAsync(At, isCaughtUp: true, stop);

    private async Task ReportAsync(DateTimeOffset at, bool isCaughtUp, CancellationToken stop)
    {
        _reportedAt = time.GetTimestamp();
        var position = new ReplayPosition(at, (at - timeline.Start).TotalSeconds, _clock.Speed, _clock.IsPaused, _seq, timeline.Start, timeline.End, isCaughtUp);
        await send(messages.Position(position), stop);
    }

    /// <summary>Waits for so long, or for a command.</summary>
    private async Task WaitAsync(TimeSpan wait, CancellationToken stop)
    {
        _command ??= commands.WaitToReadAsync(stop).AsTask();
        using var sooner = CancellationTokenSource.CreateLinkedTokenSource(stop);
        if (await Task.WhenAny(_command, Task.Delay(wait, time, sooner.Token)) == _command)
        {
            _command = null;
        }

        await sooner.CancelAsync();
    }
}
