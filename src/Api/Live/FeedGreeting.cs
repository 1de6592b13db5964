using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.Timeline;

namespace MeetingIntel.Api.Live;

/// <summary>What a watcher hears first.</summary>
internal static class FeedGreeting
{
    /// <summary>The greeting in ASTRA's envelope.</summary>
    /// <param name="feed">The subscription that begins.</param>
    public static byte[] Envelope(FeedSubscription feed) => WireEvent.Envelope(
        "connected",
        feed.Start.Id,
        new { message = $"Connected to session {feed.Start.Id}", last_seq = feed.Start.LastSeq, session = FullSessionResponse.FromSnapshot(feed.Start) });
}
