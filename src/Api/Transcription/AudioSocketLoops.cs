using System.Net.WebSockets;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>The conversation over the audio socket: audio in; acknowledgements, partials and finals of the same channels out.</summary>
internal sealed class AudioSocketLoops : ISocketLoops
{
    /// <summary>For how long nothing may get its outcome after the session's end until the client is sent away.</summary>
    private static readonly TimeSpan EndedGrace = TimeSpan.FromSeconds(60);

    private readonly AudioInput _input;
    private readonly FeedSubscription _feed;
    private readonly AudioReceiver _receiver;
    private long _acked;
    private bool _ended;

    /// <summary>Channels that are still being finished after the session's end.</summary>
    private HashSet<string> _open = [];

    /// <summary>Makes the conversation.</summary>
    /// <param name="input">The open channel.</param>
    /// <param name="feed">What happens in the session.</param>
    /// <param name="receiver">What takes the audio off the socket.</param>
    public AudioSocketLoops(AudioInput input, FeedSubscription feed, AudioReceiver receiver)
    {
        _input = input;
        _feed = feed;
        _receiver = receiver;
        ApiMetrics.AudioConnections.Add(1);
    }

    /// <inheritdoc/>
    public Task Outstanding => _receiver.Outstanding;

    /// <inheritdoc/>
    public long? QuietSince => _receiver.QuietSince;

    /// <inheritdoc/>
    public Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop) => _receiver.ReceiveAsync(socket, _feed.Renew, stop);

    /// <inheritdoc/>
    public async Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await sender.SendAsync(AudioSocketMessages.Ready(_input.Position, _input.SessionEnded), stop);
        _acked = _input.Acked;
        _ended = _input.SessionEnded;
        if (_ended)
        {
            _open = [.. _input.Channels];
            deadline.CancelAfter(EndedGrace);
        }

        try
        {
            await foreach (var message in _feed.ReadAsync(deadline.Token))
            {
                var error = await NoteAsync(message, deadline);
                await TellAsync(sender, message, deadline, stop);
                if (error is not null)
                {
                    return SocketEnd.From(error);
                }

                if (_receiver is { Stopped: true, HasRefused: false } && _input.IsAllShown(message, _feed))
                {
                    // The last acknowledgement says that everything was heard, also when it is the only one.
                    await sender.SendAsync(AudioSocketMessages.Ack(_input.Acked), stop);
                    return SocketEnd.Done;
                }

                // What a closed channel has on record is in the session's snapshot; the signal that says so may still be on its way.
                if (_ended && ((_receiver.IsRefusing && _input.IsAllShown(message, _feed)) || (_open.Count == 0 && message is SnapshotMessage)))
                {
                    return SocketEnd.From(AudioErrors.Ended);
                }
            }
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            return SocketEnd.From(AudioErrors.Ended);
        }

        return _feed.IsGone ? SocketEnd.From(SessionFeedHub.Erased) : SocketEnd.TooSlow;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        ApiMetrics.AudioConnections.Add(-1);
        return _feed.DisposeAsync();
    }

    private async Task<GrainError?> NoteAsync(FeedMessage message, CancellationTokenSource deadline)
    {
        switch (message)
        {
            case SignalMessage { Signal: ChannelProgress progress }:
                return _input.Note(progress);

            case SnapshotMessage { Session: var session }:
                _input.Note(session);
                return await _input.CheckAsync();

            case EventMessage { Event.Data: SessionEnded }:
                _ended = true;
                _open = [.. _input.Channels];
                _receiver.Refuse();
                deadline.CancelAfter(EndedGrace);
                return null;

            case EventMessage { Event.Data: SessionStarted }:
                _ended = false;
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                return _receiver.IsRefusing ? AudioErrors.Resend : null;

            case EventMessage { Event.Data: ChannelOpened opened }:
                _input.Note(opened);
                return null;

            case EventMessage { Event.Data: ChannelClosed { Channel: var channel } } when _open.Remove(channel) && _open.Count == 0:
                _feed.Renew();
                return null;

            default:
                return null;
        }
    }

    private async ValueTask TellAsync(SocketSender sender, FeedMessage message, CancellationTokenSource deadline, CancellationToken stop)
    {
        if (message is SignalMessage { Signal: PartialTranscript partial })
        {
            await sender.SendAsync(AudioSocketMessages.Partial(partial), stop);
        }
        else if (message is EventMessage { Event: { Data: TranscriptSegmentAdded { Segment: var segment } } item } && _input.Channels.Contains(segment.Channel))
        {
            await sender.SendAsync(AudioSocketMessages.Final(item, segment), stop);
        }

        if (_input.Acked > _acked)
        {
            _acked = _input.Acked;
            await sender.SendAsync(AudioSocketMessages.Ack(_acked), stop);
            if (_ended)
            {
                deadline.CancelAfter(EndedGrace);
            }
        }
    }
}
