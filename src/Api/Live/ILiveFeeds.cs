namespace MeetingIntel.Api.Live;

/// <summary>What the front-end watches of the sessions.</summary>
public interface ILiveFeeds
{
    /// <summary>
    /// A server was lost: sessions that lived there have forgotten who watches them, and audio on its way to it may be gone. Registers everywhere again, and lets
    /// audio connections ask whether their audio still counts.
    /// </summary>
    void Renew();
}
