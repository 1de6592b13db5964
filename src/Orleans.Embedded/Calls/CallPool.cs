namespace Orleans.Calls;

/// <summary>Reuses the call objects of one method. Calls are made on one thread and end on another, so full caches are handed over whole.</summary>
internal static class CallPool<TCall>
    where TCall : GrainCall, new()
{
    private const int PerThread = 32;
    private const int SharedBatches = 64;

    private static readonly Lock Gate = new();
    private static readonly Stack<TCall[]> Shared = new();

    [ThreadStatic]
    private static Cache? t_cache;

    internal static TCall Rent()
    {
        var cache = t_cache ??= new();
        if (cache.Count == 0 && !Refill(cache))
        {
            var call = new TCall();
            CallRegistry.Add(call);
            return call;
        }

        return cache.Calls[--cache.Count];
    }

    internal static void Return(TCall call)
    {
        var cache = t_cache ??= new();
        if (cache.Count == PerThread && !HandOver(cache))
            CallRegistry.Remove(call);
        else
            cache.Calls[cache.Count++] = call;
    }

    private static bool Refill(Cache cache)
    {
        lock (Gate)
        {
            if (!Shared.TryPop(out var batch))
                return false;
            cache.Calls = batch;
            cache.Count = PerThread;
            return true;
        }
    }

    private static bool HandOver(Cache cache)
    {
        lock (Gate)
        {
            if (Shared.Count == SharedBatches)
                return false;
            Shared.Push(cache.Calls);
        }

        cache.Calls = new TCall[PerThread];
        cache.Count = 0;
        return true;
    }

    /// <summary>What one thread keeps. When the thread ends, its calls leave the registry.</summary>
    private sealed class Cache
    {
        internal TCall[] Calls = new TCall[PerThread];
        internal int Count;

#pragma warning disable MA0055 // Nothing else tells that a thread has ended.
        ~Cache()
#pragma warning restore MA0055
        {
            for (var i = 0; i < Count; i++)
                CallRegistry.Remove(Calls[i]);
        }
    }
}
