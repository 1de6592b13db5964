using System.Collections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Orleans.Utilities;

/// <summary>The observers of a grain, identified by their references.</summary>
public class ObserverManager<TObserver>(TimeSpan expiration, ILogger log) : ObserverManager<IAddressable, TObserver>(expiration, log);

/// <summary>
/// The observers of a grain. One that did not subscribe again within the expiration, or that fails, is removed.
/// Used within the grain's turns only.
/// </summary>
public class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private static readonly Action<ILogger, int, Exception?> LogRemoved =
        LoggerMessage.Define<int>(LogLevel.Debug, new EventId(1, "ObserversRemoved"), "{Count} observers expired or failed and were removed");

    private readonly Dictionary<TIdentity, Entry> _observers = [];
    private readonly ILogger _log;

    /// <summary>Sets how long a subscription lasts.</summary>
    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(log);
        ExpirationDuration = expiration;
        _log = log;
    }

    /// <summary>The clock, in UTC.</summary>
    public Func<DateTime> GetDateTime { get; set; } = static () => TimeProvider.System.GetUtcNow().UtcDateTime;

    /// <summary>How long a subscription lasts unless it is renewed.</summary>
    public TimeSpan ExpirationDuration { get; set; }

    /// <summary>How many there are, expired ones that were not removed yet included.</summary>
    public int Count => _observers.Count;

    /// <summary>A copy of them.</summary>
    public IReadOnlyDictionary<TIdentity, TObserver> Observers =>
        _observers.ToDictionary(entry => entry.Key, entry => entry.Value.Observer, _observers.Comparer);

    /// <summary>Removes all.</summary>
    public void Clear() => _observers.Clear();

    /// <summary>Adds or renews an observer.</summary>
    public void Subscribe(TIdentity id, TObserver observer) => _observers[id] = new(observer, GetDateTime());

    /// <summary>Removes an observer.</summary>
    public void Unsubscribe(TIdentity id) => _ = _observers.Remove(id);

    /// <summary>Notifies all, one after the other; removes those that have expired or fail.</summary>
    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, entry) in TakeLive())
        {
            if (predicate?.Invoke(entry.Observer) == false)
                continue;
            try
            {
                await notification(entry.Observer);
            }
            catch (Exception)
            {
                // A failing observer is a defunct one; that is what this class is for.
                RemoveDefunct(id, entry);
            }
        }
    }

    /// <summary>Notifies all; removes those that have expired or fail.</summary>
    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        foreach (var (id, entry) in TakeLive())
        {
            if (predicate?.Invoke(entry.Observer) == false)
                continue;
            try
            {
                notification(entry.Observer);
            }
            catch (Exception)
            {
                RemoveDefunct(id, entry);
            }
        }
    }

    /// <summary>Removes those that have expired.</summary>
    public void ClearExpired()
    {
        var now = GetDateTime();
        var expired = _observers.Where(entry => entry.Value.LastSeen + ExpirationDuration < now).Select(entry => entry.Key).ToList();
        foreach (var id in expired)
            _ = _observers.Remove(id);
        if (expired.Count > 0)
            LogRemoved(_log, expired.Count, null);
    }

    /// <inheritdoc/>
    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(entry => entry.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // A copy, because a notification may await, and subscriptions may change meanwhile.
    private List<KeyValuePair<TIdentity, Entry>> TakeLive()
    {
        ClearExpired();
        return [.. _observers];
    }

    private void RemoveDefunct(TIdentity id, Entry entry)
    {
        if (_observers.TryGetValue(id, out var current) && ReferenceEquals(current, entry))
        {
            _ = _observers.Remove(id);
            LogRemoved(_log, 1, null);
        }
    }

    private sealed record Entry(TObserver Observer, DateTime LastSeen);
}
