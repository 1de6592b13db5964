namespace MeetingIntel.Grains.Transcription;

/// <summary>
/// Tells a client that has gone from one that waits. A client whose window is full sends nothing while its audio is being transcribed,
/// so its silence counts only from when neither audio came nor the provider got further.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class ClientPresence(TimeProvider time)
{
    private long _lastSign = time.GetTimestamp();
    private long _heard;

    /// <summary>The client connected or sent audio.</summary>
    public void NoteClient() => _lastSign = time.GetTimestamp();

    /// <summary>For how long nothing has come from a client that could have sent, when the provider has got to a byte of the channel.</summary>
    public TimeSpan SilentFor(long heard)
    {
        if (heard > _heard)
        {
            _heard = heard;
            NoteClient();
        }

        return time.GetElapsedTime(_lastSign);
    }
}
