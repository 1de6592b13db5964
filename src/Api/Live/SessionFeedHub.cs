using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Timeline;

namespace MeetingIntel.Api.Live;

/// <summary>All sessions that this process watches. Whoever wants a session's events or signals subscribes here; access is checked before.</summary>
internal sealed class SessionFeedHub(IClusterClient cluster, IJournalReads journal, TimeProvider time, ILogger<SessionFeedHub> logger) : ILiveFeeds
{
    /// <summary>The answer to a place that is not on the timeline.</summary>
    public static readonly GrainError BadAfter = new(
        GrainErrorKind.Validation,
        "feed.bad-after",
        "'after' must be the number of an event of this session, or 0 for all of them.");

    /// <summary>What whoever watches a session hears when it is erased.</summary>
    public static readonly GrainError Erased = new(GrainErrorKind.NotFound, "session.erased", "The session has been erased.");

    /// <summary>After a loss all feeds are renewed at once: so many at the same time.</summary>
    private const int RenewalsAtOnce = 256;

    private readonly SemaphoreSlim _renewals = new(RenewalsAtOnce);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SessionFeed> _feeds = new(StringComparer.Ordinal);

    /// <summary>How many sessions are watched.</summary>
    public int Sessions
    {
        get
        {
            lock (_lock)
            {
                return _feeds.Count;
            }
        }
    }

    /// <inheritdoc/>
    public void Renew()
    {
        SessionFeed[] feeds;
        lock (_lock)
        {
            feeds = [.. _feeds.Values];
        }

        foreach (var feed in feeds)
        {
            feed.Renew();
        }
    }

    /// <summary>Begins to watch a session.</summary>
    /// <param name="orgId">The organisation for which it is watched; another one's session is not found.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="after">The newest event that the watcher has, 0 for none; <see langword="null"/>: only what comes from now on.</param>
    /// <param name="signalChannels">The channels whose signals it wants; <see langword="null"/>: of all.</param>
    /// <param name="isPatient">For who can't be told to come again: a watcher that does not keep up reads on in the journal. Else it is cut.</param>
    /// <returns>The subscription, to be disposed of; or <c>feed.bad-after</c>, <c>session.not-found</c>.</returns>
    public async Task<GrainResult<FeedSubscription>> SubscribeAsync(
        string orgId, string sessionId, long? after, IReadOnlySet<string>? signalChannels = null, bool isPatient = false)
    {
        if (after < 0)
        {
            return BadAfter;
        }

        var (feed, watcher) = Add(orgId, sessionId, signalChannels, isPatient);
        GrainError error;
        try
        {
            var registered = await feed.RegisterAsync();
            if (registered.Succeeded && after > registered.Value.LastSeq)
            {
                registered = await feed.ReadAgainAsync();
            }

            if (registered.Succeeded && !string.Equals(registered.Value.OrgId, orgId, StringComparison.Ordinal))
            {
                registered = SessionAccess.NotFound;
            }

            if (registered.Succeeded && (after ?? 0) <= registered.Value.LastSeq)
            {
                watcher.StartAfter(registered.Value, after);
                return watcher;
            }

            error = registered.Error ?? BadAfter;
        }
        catch
        {
            await watcher.DisposeAsync();
            throw;
        }

        await watcher.DisposeAsync();
        return error;
    }

    private (SessionFeed Feed, FeedSubscription Watcher) Add(string orgId, string sessionId, IReadOnlySet<string>? signalChannels, bool isPatient)
    {
        lock (_lock)
        {
            if (!_feeds.TryGetValue(sessionId, out var feed))
            {
                feed = new SessionFeed(sessionId, cluster, _renewals, time, logger, Remove);
                _feeds.Add(sessionId, feed);
            }

            var watcher = new FeedSubscription(feed, orgId, journal, signalChannels, isPatient);
            feed.Watchers = feed.Watchers.Add(watcher);
            ApiMetrics.Watchers.Add(1);
            return (feed, watcher);
        }
    }

    private bool Remove(SessionFeed feed, FeedSubscription watcher)
    {
        lock (_lock)
        {
            var rest = feed.Watchers.Remove(watcher);
            if (rest.Length == feed.Watchers.Length)
            {
                return false;
            }

            feed.Watchers = rest;
            ApiMetrics.Watchers.Add(-1);
            return rest.IsEmpty && _feeds.Remove(feed.SessionId);
        }
    }
}
