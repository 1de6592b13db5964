namespace MeetingIntel.Providers.Media;

/// <summary>Makes small files of audio: the port that ffmpeg is behind.</summary>
public interface IAudioEncoder
{
    /// <summary>What comes out, as it stands on record: <c>opus</c>.</summary>
    string Codec { get; }

    /// <summary>Encodes audio as it is read, in memory that does not grow with it.</summary>
    /// <param name="pcm">Mono, 16 bit signed little-endian, whole samples.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="take">Takes the file, to its end; a file that is not whole fails its reader.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MediaException">There is no encoder, or it failed.</exception>
    Task EncodeAsync(IAsyncEnumerable<ReadOnlyMemory<byte>> pcm, int sampleRate, Func<Stream, CancellationToken, Task> take, CancellationToken cancellationToken);
}
