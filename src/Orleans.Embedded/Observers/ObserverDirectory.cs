using System.Collections.Concurrent;
using Orleans.Calls;
using Orleans.Runtime;

namespace Orleans.Observers;

/// <summary>The objects that were made callable. They are held weakly; their mailboxes go when the objects have gone.</summary>
internal sealed class ObserverDirectory
{
    private static readonly GrainType ObserverType = GrainType.Create("sys.observer");

    private readonly ConcurrentDictionary<GrainId, ObserverMailbox> _mailboxes = new();
    private readonly SiloRuntime _runtime;

    internal ObserverDirectory(SiloRuntime runtime)
    {
        _runtime = runtime;
        runtime.OnCollecting(RemoveDead);
    }

    internal static bool IsObserver(GrainId id) => id.Type == ObserverType;

    internal GrainId Add(IGrainObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        if (observer is GrainReference or IGrainBase)
            throw new ArgumentException("A grain or a reference is callable as it is.", nameof(observer));
        var id = GrainId.Create(ObserverType, Guid.NewGuid().ToString("N"));
        _mailboxes[id] = new(_runtime, id, new(observer));
        return id;
    }

    internal void Remove(GrainId id)
    {
        if (_mailboxes.TryRemove(id, out var mailbox))
            mailbox.Close();
    }

    internal RequestMailbox Get(GrainId id) =>
        _mailboxes.TryGetValue(id, out var mailbox) ? mailbox : throw new ClientNotAvailableException(id);

    private void RemoveDead()
    {
        foreach (var (id, mailbox) in _mailboxes)
        {
            if (mailbox.Target is null)
                Remove(id);
        }
    }
}
