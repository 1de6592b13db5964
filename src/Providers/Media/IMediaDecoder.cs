namespace MeetingIntel.Providers.Media;

/// <summary>Decodes audio files of any usual format, and the audio of videos: the port that ffmpeg is behind.</summary>
public interface IMediaDecoder
{
    /// <summary>Takes in a whole file and says what it holds; its audio is then read from the result.</summary>
    /// <param name="source">The file, read to its end; not disposed of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MediaException">The file is empty, truncated, no audio or too large; there is no decoder; or too many files are open, and nothing was read (<see cref="MediaErrors.Busy"/>).</exception>
    Task<IDecodedAudio> OpenAsync(Stream source, CancellationToken cancellationToken);
}

/// <summary>The audio of a file as PCM: 16 bit signed little-endian at <see cref="SampleRate"/>, interleaved. Disposing it ends the decoder and deletes what it wrote.</summary>
public interface IDecodedAudio : IAsyncDisposable
{
    /// <summary>1 or 2; a file with more is mixed down to 1.</summary>
    int Channels { get; }

    /// <summary>Samples a second and channel: 16000.</summary>
    int SampleRate { get; }

    /// <summary>How long it is, as the file says; <see langword="null"/> when it does not. For progress only: what is read counts.</summary>
    TimeSpan? Duration { get; }

    /// <summary>Bytes of the file.</summary>
    long FileBytes { get; }

    /// <summary>Why only a part of the audio was read; <see langword="null"/> when all of it was. Known at the end.</summary>
    MediaDefect? Defect { get; }

    /// <summary>Reads on.</summary>
    /// <param name="buffer">At least one sample of each channel long.</param>
    /// <param name="cancellationToken">Gives up; the audio is then of no more use.</param>
    /// <returns>Bytes read: whole samples of all channels; 0 at the end.</returns>
    /// <exception cref="MediaException">There is no audio at all, there is too much of it, or the decoder failed.</exception>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}
