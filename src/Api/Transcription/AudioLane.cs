using MeetingIntel.Api.Errors;
using MeetingIntel.Transcription;
using Orleans.Streams;

namespace MeetingIntel.Api.Transcription;

/// <summary>One session channel that a connection's audio goes to. Offsets are bytes of mono PCM, as everywhere behind the front-end.</summary>
/// <param name="channel">The channel's name.</param>
/// <param name="connection">The connection's id.</param>
/// <param name="transcription">The channel's transcription.</param>
/// <param name="stream">The way to it.</param>
/// <param name="opened">Where the transcription wants audio from, and what it has on record.</param>
/// <param name="position">Number of the first byte that this connection sends; bytes before the wanted one are left out.</param>
/// <param name="time">The clock.</param>
internal sealed class AudioLane(
    string channel, string connection, ITranscriptionGrain transcription, IAsyncStream<AudioFrame> stream, AudioOpened opened, long position, TimeProvider time)
{
    /// <summary>So long a piece may be on its way; less than what a feed waits until it looks again after a loss.</summary>
    private static readonly TimeSpan Arrival = TimeSpan.FromSeconds(4);

    /// <summary>In the message of Orleans' MemoryStreamQueueGrain.</summary>
    private const string QueueFull = "reached its maximum";

    private long _acked = opened.AckedOffset;

    /// <summary>What had been sent when it was looked last, and when that was.</summary>
    private long _expected;
    private long _expectedSince;

    /// <summary>The channel's name.</summary>
    public string Channel => channel;

    /// <summary>Number of the next byte to send.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Bytes whose outcome is on record.</summary>
    public long Acked => Volatile.Read(ref _acked);

    /// <summary>Whether the session has ended: the sender is to send what the transcription has not got, and no more.</summary>
    public bool SessionEnded => opened.SessionEnded;

    /// <summary>Whether the channel's audio is somebody else's since; what of ours is on record does not change any more.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>What was sent so far, and when that is.</summary>
    public (long Position, long At) Sent => (Position, time.GetTimestamp());

    /// <summary>Asks the transcription how far it is.</summary>
    public Task<ChannelProgress> GetProgressAsync() => transcription.GetProgressAsync(connection);

    /// <summary>Notes an acknowledgement; older ones change nothing.</summary>
    /// <param name="offset">Bytes whose outcome is on record.</param>
    public void Ack(long offset)
    {
        if (offset > _acked)
        {
            Volatile.Write(ref _acked, offset);
        }
    }

    /// <summary>Notes whose audio the channel has from a byte on.</summary>
    /// <param name="isOurs">Whether it is of this lane's sender.</param>
    /// <param name="offset">The byte: all before have their outcome.</param>
    public void Turn(bool isOurs, long offset)
    {
        if (!isOurs && !IsTaken)
        {
            Ack(Math.Min(offset, Position));
        }

        IsTaken = !isOurs;
    }

    /// <summary>
    /// Whether audio is missing that was sent at an earlier look. What comes after a lost piece shows the hole; before a pause, or the end, nothing comes.
    /// </summary>
    /// <param name="received">How much the transcription has.</param>
    /// <param name="asked">What <see cref="Sent"/> was before the transcription was asked.</param>
    public bool IsMissingAudio(long received, (long Position, long At) asked)
    {
        if (received < _expected)
        {
            return time.GetElapsedTime(_expectedSince, asked.At) >= Arrival;
        }

        (_expected, _expectedSince) = asked;
        return false;
    }

    /// <summary>Sends audio. Completes when the transcription has taken it: this is the back-pressure.</summary>
    /// <param name="pcm">Mono; belongs to the frame from now on.</param>
    /// <param name="mark">What the client said right after it.</param>
    /// <exception cref="ProblemException">The queue on the way is full, because its silo cannot keep up; the client is to send again.</exception>
    public async Task SendAsync(byte[] pcm, AudioMark mark)
    {
        var offset = Position;
        Position += pcm.Length;
        if (offset < opened.Offset)
        {
            var known = (int)Math.Min(opened.Offset - offset, pcm.Length);
            pcm = pcm[known..];
            offset += known;
        }

        if (pcm.Length == 0 && mark == AudioMark.None)
        {
            return;
        }

        try
        {
            await stream.OnNextAsync(new AudioFrame(connection, offset, pcm, mark));
        }
        catch (InvalidOperationException full) when (full.Message.Contains(QueueFull, StringComparison.Ordinal))
        {
            throw new ProblemException(ApiProblem.From(AudioErrors.Resend), full);
        }
    }
}
