using System.Net.WebSockets;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>The conversation over the audio socket: audio in; acknowledgements, partials and finals of the same channels out.</summary>
internal sealed class AudioSocketLoops : ISocketLoops
{
    /// <summary>How long what was received before the session's end may take to be transcribed until the client is sent away.</summary>
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
    public AudioSocketLoops(AudioInput input, FeedSubscription feed)
    {
        _input = input;
        _feed = feed;
        _receiver = new AudioReceiver(input);
        ApiMetrics.AudioConnections.Add(1);
    }

    /// <inheritdoc/>
    public Task Outstanding => _receiver.Outstanding;

    /// <inheritdoc/>
    public Task<SocketEnd> ReceiveAsync(WebSocket socket, SocketSender sender, CancellationToken stop) => _receiver.ReceiveAsync(socket, _feed.RefreshAsync, stop);

    /// <inheritdoc/>
    public async Task<SocketEnd> SendAsync(SocketSender sender, CancellationToken stop)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await sender.SendAsync(AudioSocketMessages.Ready(_input.Position, _input.SessionEnded), stop);
        _acked = _input.Acked;
        if (_input.SessionEnded)
        {
            _open = [.. _input.Channels];
            deadline.CancelAfter(EndedGrace);
        }

        try
        {
            await foreach (var message in _feed.ReadAsync(deadline.Token))
            {
                var error = Note(message, deadline);
                if (error is null && message is SnapshotMessage)
                {
                    error = await _input.CheckAsync();
                }

                await TellAsync(sender, message, stop);
                if (error is not null)
                {
                    return SocketEnd.From(error);
                }

                if (_receiver.Stopped && _input.AllAcked)
                {
                    // The last acknowledgement says that everything was heard, also when it is the only one.
                    await sender.SendAsync(AudioSocketMessages.Ack(_input.Acked), stop);
                    return SocketEnd.Done;
                }

                if ((_ended && _input.AllAcked) || ((_ended || _input.SessionEnded) && _open.Count == 0))
                {
                    return SocketEnd.From(AudioErrors.Ended);
                }
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return SocketEnd.From(AudioErrors.Ended);
        }

        return SocketEnd.TooSlow;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        ApiMetrics.AudioConnections.Add(-1);
        return _feed.DisposeAsync();
    }

    private GrainError? Note(FeedMessage message, CancellationTokenSource deadline)
    {
        switch (message)
        {
            case SignalMessage { Signal: ChannelProgress progress }:
                return _input.Note(progress);

            case SnapshotMessage { Session: var session }:
                _input.Note(session);
                return null;

            case EventMessage { Event.Data: SessionEnded }:
                SetEnded(true);
                deadline.CancelAfter(EndedGrace);
                return null;

            case EventMessage { Event.Data: SessionStarted }:
                SetEnded(false);
                deadline.CancelAfter(Timeout.InfiniteTimeSpan);
                return null;

            case EventMessage { Event.Data: ChannelClosed { Channel: var channel } }:
                _open.Remove(channel);
                return null;

            default:
                return null;
        }
    }

    private void SetEnded(bool ended)
    {
        _open = ended ? [.. _input.Channels] : [];
        _ended = ended;
        _receiver.Refuse(ended);
    }

    private async ValueTask TellAsync(SocketSender sender, FeedMessage message, CancellationToken stop)
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
        }
    }
}
