namespace MeetingIntel.Grains.Transcription;

/// <summary>What a channel's silence says about its client.</summary>
internal enum Presence
{
    Here,

    /// <summary>Gone: what was said so far gets its final text.</summary>
    Gone,

    /// <summary>Gone for good: the channel is closed.</summary>
    Abandoned,
}

/// <summary>
/// Tells a client that has gone from one that waits. A client whose window is full sends nothing while its audio is being transcribed,
/// so its silence counts only from when neither audio came nor the provider got further.
/// </summary>
internal sealed class ClientPresence(DateTimeOffset now)
{
    public static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(10);
    public static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(10);

    private DateTimeOffset _lastSign = now;
    private long _heard;

    /// <summary>The client connected or sent audio.</summary>
    public void NoteClient(DateTimeOffset at) => _lastSign = at;

    /// <summary>What the silence says at a moment, when the provider has got to a byte of the channel.</summary>
    public Presence At(DateTimeOffset at, long heard)
    {
        if (heard > _heard)
        {
            _heard = heard;
            _lastSign = at;
        }

        return at - _lastSign > AbandonedAfter ? Presence.Abandoned : at - _lastSign > GoneAfter ? Presence.Gone : Presence.Here;
    }
}
