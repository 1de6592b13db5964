namespace MeetingIntel.Api.Transcription;

/// <summary>
/// Who sends audio on connections of which one takes the place of the other, and began when the first one would have: opening a channel once more does not take it
/// from who began to send later. A server that hung may wake with audio of a client that is long on another one.
/// </summary>
internal sealed class AudioSender
{
    private readonly string _id = Ids.NewConnection();
    private int _connections;

    /// <summary>An id that is greater than those before, and less than those of any sender that began later.</summary>
    public string NextConnection() => $"{_id}.{Interlocked.Increment(ref _connections):x8}";
}
