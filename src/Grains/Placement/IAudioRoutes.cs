namespace MeetingIntel.Grains.Placement;

/// <summary>By which queue a channel's audio comes to its transcription. A stream's name decides which queue it passes; so the name is chosen.</summary>
public interface IAudioRoutes
{
    /// <summary>A queue that this silo reads, so that what passes it need not travel on.</summary>
    /// <returns>Its number; <see langword="null"/> when there is none.</returns>
    uint? NearQueue();

    /// <summary>The namespace of a channel's audio stream, so that it passes a queue.</summary>
    /// <param name="key">The stream's key.</param>
    /// <param name="queue">What <see cref="NearQueue"/> said; <see langword="null"/>: any queue.</param>
    /// <returns><see cref="StreamNames.Audio"/>, or that with a suffix (<see cref="StreamNames.AudioRoutes"/>).</returns>
    string Namespace(string key, uint? queue);
}

/// <summary>Of one process, whose streams pass no queue.</summary>
internal sealed class DirectAudio : IAudioRoutes
{
    /// <inheritdoc/>
    public uint? NearQueue() => null;

    /// <inheritdoc/>
    public string Namespace(string key, uint? queue) => StreamNames.Audio;
}
