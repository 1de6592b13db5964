using System.Runtime.InteropServices;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Live;
using MeetingIntel.Providers.Media;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>
/// One connection's audio on its way into a session. Speaks in the client's offsets (bytes of its own PCM, stereo counted whole) and takes acknowledgements
/// from the session's feed. Write from one place, note from one place; both at the same time is fine.
/// </summary>
internal sealed class AudioInput
{
    /// <summary>
    /// Seconds of audio that may be on their way without an acknowledgement; then the sender is made to wait. More than the longest sentence (20 s), so that
    /// nobody waits for an acknowledgement that needs more audio; less than what a transcription holds (60 s), so that none is ever blocked by its sender.
    /// </summary>
    public const int WindowSeconds = 45;

    private readonly AudioLane[] _lanes;
    private readonly SemaphoreSlim _room = new(0, 1);
    private bool _hasAsked;
    private volatile bool _stopped;

    /// <summary>Makes an input over open lanes.</summary>
    /// <param name="connection">The connection's id.</param>
    /// <param name="sender">Whose audio it is; <see langword="null"/>: of clients that number the channel's bytes themselves.</param>
    /// <param name="format">What the client sends.</param>
    /// <param name="lanes">One for mono; left and right for stereo.</param>
    public AudioInput(string connection, string? sender, AudioFormat format, AudioLane[] lanes)
    {
        Connection = connection;
        Sender = sender;
        Format = format;
        _lanes = lanes;
        Window = WindowOf(format);
        Channels = lanes.Select(lane => lane.Channel).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The connection's id.</summary>
    public string Connection { get; }

    /// <summary>Whose audio it is; <see langword="null"/>: of clients that number the channel's bytes themselves.</summary>
    public string? Sender { get; }

    /// <summary>What the client sends.</summary>
    public AudioFormat Format { get; }

    /// <summary>The names of the session channels that it goes to.</summary>
    public IReadOnlySet<string> Channels { get; }

    /// <summary>Number of the next byte to send.</summary>
    public long Position => _lanes[0].Position * _lanes.Length;

    /// <summary>Bytes whose outcome is on record.</summary>
    public long Acked => _lanes.Min(lane => lane.Acked) * _lanes.Length;

    /// <summary>Whether so much is on its way that the sender must wait for acknowledgements.</summary>
    public bool IsFull => Position - Acked >= Window;

    /// <summary>Bytes that may be on their way.</summary>
    public long Window { get; }

    /// <summary>Whether the session had ended when the input was opened: what the transcription has not got is still taken, and no more.</summary>
    public bool SessionEnded => _lanes[0].SessionEnded;

    /// <summary>Whether somebody else has sent on a channel since.</summary>
    public bool IsTaken => Array.Exists(_lanes, lane => lane.IsTaken);

    /// <summary>
    /// Whether that was somebody who began earlier, in a pause of ours: what is not on record may go behind it, as new audio. Not in stereo, of which one side may
    /// be on record further than the other.
    /// </summary>
    public bool GoesBehind { get; private set; }

    /// <summary>Bytes of a format that may be on their way.</summary>
    /// <param name="format">What the client sends.</param>
    public static long WindowOf(AudioFormat format) => (long)WindowSeconds * format.BytesPerSecond;

    /// <summary>Waits while so much up to a byte has no outcome that it must not be sent.</summary>
    /// <param name="position">Number of the byte, which need not be sent yet.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task WaitForRoomAsync(long position, CancellationToken cancellationToken)
    {
        while (position - Acked >= Window)
        {
            await _room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends audio. Completes when it is taken: this is the back-pressure.</summary>
    /// <param name="pcm">Whole sample blocks; copied before this returns.</param>
    /// <param name="mark">What the client said right after it.</param>
    public Task WriteAsync(ReadOnlySpan<byte> pcm, AudioMark mark)
    {
        _stopped |= mark == AudioMark.Stop;
        if (_lanes.Length == 1)
        {
            return _lanes[0].SendAsync(pcm.ToArray(), mark);
        }

        var left = new byte[pcm.Length / 2];
        var right = new byte[pcm.Length / 2];
        PcmChannels.Split(MemoryMarshal.Cast<byte, short>(pcm), MemoryMarshal.Cast<byte, short>(left.AsSpan()), MemoryMarshal.Cast<byte, short>(right.AsSpan()));
        return Task.WhenAll(_lanes[0].SendAsync(left, mark), _lanes[1].SendAsync(right, mark));
    }

    /// <summary>Says that no more audio will come.</summary>
    /// <param name="breaksOff">Whether there was more to hear.</param>
    public async Task StopAsync(bool breaksOff)
    {
        if (breaksOff)
        {
            await WriteAsync([], AudioMark.BreakOff);
        }

        await WriteAsync([], AudioMark.Stop);
    }

    /// <summary>Notes what the feed says of a channel.</summary>
    /// <param name="progress">The signal.</param>
    /// <returns><see langword="null"/> when all is well; else why the connection must end.</returns>
    public GrainError? Note(ChannelProgress progress)
    {
        if (_lanes.FirstOrDefault(lane => string.Equals(lane.Channel, progress.Channel, StringComparison.Ordinal)) is not { } lane)
        {
            return null;
        }

        if (IsSuccessor(progress.Connection))
        {
            return _stopped && lane.Acked >= lane.Position ? null : AudioErrors.Superseded;
        }

        if (!IsOwn(progress.Connection))
        {
            return null;
        }

        Ack(lane, progress.AckedOffset);
        return progress.Fault is null ? null : AudioErrors.Resend;
    }

    /// <summary>Notes whose audio a channel has from now on.</summary>
    /// <param name="opened">The event.</param>
    public void Note(ChannelOpened opened)
    {
        if (_lanes.FirstOrDefault(lane => string.Equals(lane.Channel, opened.Channel, StringComparison.Ordinal)) is not { } lane)
        {
            return;
        }

        var isOurs = string.Equals(opened.Sender, Sender, StringComparison.Ordinal);
        lane.Turn(isOurs, opened.Offset);
        GoesBehind = !isOurs && _lanes.Length == 1 && opened.Sender is { } other && string.CompareOrdinal(other, Sender) < 0;
        MakeRoom();
    }

    /// <summary>
    /// Whether the outcome of everything that was sent is on record, and the feed has shown it. An acknowledgement may come before the events that it is about; the
    /// session's own account comes behind them, and is asked for when it is all that is missing.
    /// </summary>
    /// <param name="message">What was just read from the feed, and noted.</param>
    /// <param name="feed">The feed.</param>
    public bool IsAllShown(FeedMessage message, FeedSubscription feed)
    {
        if (message is SnapshotMessage { Session: var session } && Array.TrueForAll(_lanes, lane => AckedOf(session, lane) >= lane.Position))
        {
            return true;
        }

        if (Acked >= Position && !_hasAsked)
        {
            // Once: it is asked until there is an answer, and renewed after that.
            _hasAsked = true;
            feed.Renew();
        }

        return false;
    }

    /// <summary>
    /// Asks the transcriptions whether this connection's audio still counts, and whether it arrives: what they say of themselves can be lost on the way, and so
    /// can audio.
    /// </summary>
    /// <returns><see langword="null"/> when all is well; else why the connection must end.</returns>
    public async Task<GrainError?> CheckAsync()
    {
        try
        {
            foreach (var lane in _lanes)
            {
                if (await CheckAsync(lane) is { } error)
                {
                    return error;
                }
            }

            return null;
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is not null)
        {
            // Nobody can tell: sending again from what is on record is right in any case.
            return AudioErrors.Resend;
        }
    }

    private async Task<GrainError?> CheckAsync(AudioLane lane)
    {
        var asked = lane.Sent;
        var answer = await lane.GetProgressAsync();
        var error = Judge(answer) ?? (lane.IsMissingAudio(answer.ReceivedOffset, asked) ? AudioErrors.Resend : null);

        // A side whose audio is all on record is done, whether or not the other one is.
        return error is { Kind: GrainErrorKind.Unavailable } && lane.Acked >= lane.Position ? null : error;
    }

    /// <summary>Notes what is on record; repairs what lost signals left stale.</summary>
    /// <param name="session">The session.</param>
    public void Note(SessionSnapshot session)
    {
        foreach (var lane in _lanes)
        {
            Ack(lane, AckedOf(session, lane));
        }
    }

    /// <summary>What is on record of others has the numbers of ours.</summary>
    private long AckedOf(SessionSnapshot session, AudioLane lane) =>
        session.Channels.FirstOrDefault(channel => string.Equals(channel.Name, lane.Channel, StringComparison.Ordinal)) is { } channel
        && string.Equals(channel.Sender, Sender, StringComparison.Ordinal)
            ? channel.AckedOffset
            : lane.Acked;

    /// <summary>An answer, other than a signal, is never old: who holds the channel, if it is not us, keeps us from being heard.</summary>
    private GrainError? Judge(ChannelProgress answer) =>
        Note(answer) ?? (IsOwn(answer.Connection) || answer.Connection.Length == 0 ? null : AudioErrors.Resend);

    private bool IsOwn(string connection) => string.Equals(connection, Connection, StringComparison.Ordinal);

    /// <summary>
    /// Whether a connection that began later took the channel over. The ids, which are ordered by time, must tell: a signal may also be the last word of our
    /// predecessor, and come late. One that began earlier and took over shows when we send, or look.
    /// </summary>
    private bool IsSuccessor(string connection) =>
        !string.Equals(connection, AudioConnections.Session, StringComparison.Ordinal) && string.CompareOrdinal(connection, Connection) > 0;

    private void Ack(AudioLane lane, long offset)
    {
        lane.Ack(offset);
        MakeRoom();
    }

    private void MakeRoom()
    {
        if (_room.CurrentCount == 0)
        {
            _room.Release();
        }
    }
}
