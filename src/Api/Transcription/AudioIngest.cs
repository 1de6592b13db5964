using MeetingIntel.Transcription;
using Orleans.Streams;

namespace MeetingIntel.Api.Transcription;

/// <summary>Takes audio into sessions: the one way for sockets, hub and files.</summary>
internal sealed class AudioIngest(IClusterClient cluster, TimeProvider time)
{
    /// <summary>The clock of those who try again.</summary>
    public TimeProvider Time => time;

    private const int SilenceChunk = 64 * 1024;

    /// <summary>Seconds that the two channels of a stereo stream may have come apart, by a crash in the middle of a sentence.</summary>
    private const int MaxApart = 30;

    /// <summary>Opens a session's channel, or the two of a stereo stream.</summary>
    /// <param name="connection">A new id for it. Of two connections the one with the greater id keeps a channel.</param>
    /// <param name="sender">Whose audio it is, on however many connections; <see langword="null"/>: of clients that number the channel's bytes themselves.</param>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What comes and where it belongs.</param>
    /// <param name="offset">First byte that the client can send, in its own bytes; <see langword="null"/>: what comes is new and goes behind what is there.</param>
    /// <param name="live">Whether it comes as it is spoken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The input, whose <see cref="AudioInput.Position"/> is where to send from; or <c>audio.bad-offset</c>, <c>audio.offset-in-future</c>,
    /// <c>audio.channels-apart</c>, <c>audio.superseded</c>, <c>session.not-started</c>, <c>session.ended</c>, <c>session.not-found</c>, <c>cluster.full</c>.
    /// </returns>
    public async Task<GrainResult<AudioInput>> OpenAsync(
        string connection, string? sender, string sessionId, AudioFormat format, long? offset, bool live, CancellationToken cancellationToken)
    {
        if (offset is { } given && (given < 0 || given % format.BlockSize != 0))
        {
            return AudioErrors.BadOffset;
        }

        var lanes = format.Lanes;
        if (lanes.Count > 1 && await ReserveAsync(sessionId, lanes.Select(lane => lane.Channel), cancellationToken) is { } full)
        {
            return full;
        }

        var opened = new AudioOpened[lanes.Count];
        for (var index = 0; index < opened.Length; index++)
        {
            // A client that has gone meanwhile may be back on another connection, from which this one must not take the channel.
            cancellationToken.ThrowIfCancellationRequested();
            var (channel, speaker) = lanes[index];
            var result = await cluster
                .GetGrain<ITranscriptionGrain>(new TranscriptionKey(sessionId, channel).ToString())
                .OpenAsync(new OpenAudio(connection, speaker, format.SampleRate, offset / lanes.Count, live, sender));
            if (!result.Succeeded)
            {
                return result.Error;
            }

            opened[index] = result.Value;
        }

        var first = opened.Min(lane => lane.Offset);
        var last = opened.Max(lane => lane.Offset);
        if (offset is null && last - first > (long)MaxApart * 2 * format.SampleRate)
        {
            return AudioErrors.ChannelsApart;
        }

        var streams = cluster.GetStreamProvider(StreamNames.Audio);
        var open = lanes.Select((lane, index) => new AudioLane(
            lane.Channel,
            connection,
            cluster.GetGrain<ITranscriptionGrain>(new TranscriptionKey(sessionId, lane.Channel).ToString()),
            streams.GetStream<AudioFrame>(opened[index].Stream ?? StreamNames.Audio, new TranscriptionKey(sessionId, lane.Channel).ToString()),
            opened[index],
            position: offset is null ? opened[index].Offset : first,
            time)).ToArray();

        // New stereo audio goes behind what both channels have; the shorter one is silent up to there, so that one offset serves both from now on.
        foreach (var lane in open.Where(lane => offset is null && lane.Position < last))
        {
            await FillAsync(lane, last - lane.Position, cancellationToken);
        }

        return new AudioInput(connection, sender, format, open);
    }

    /// <summary>Keeps room for a few seconds for channels that are of no use if one of them has none.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="channels">The channels.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>; or <c>cluster.full</c>, and nothing has happened.</returns>
    public async Task<GrainError?> ReserveAsync(string sessionId, IEnumerable<string> channels, CancellationToken cancellationToken)
    {
        foreach (var channel in channels)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await cluster.GetGrain<ITranscriptionGrain>(new TranscriptionKey(sessionId, channel).ToString()).ReserveAsync() is { } full)
            {
                return full;
            }
        }

        return null;
    }

    private static async Task FillAsync(AudioLane lane, long silence, CancellationToken cancellationToken)
    {
        for (; silence > 0; silence -= SilenceChunk)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await lane.SendAsync(new byte[Math.Min(silence, SilenceChunk)], AudioMark.None);
        }
    }
}
