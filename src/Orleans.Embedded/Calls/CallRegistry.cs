using Orleans.Runtime;

namespace Orleans.Calls;

/// <summary>
/// All call objects that exist, so that expired ones can be found without any work per call: objects are pooled,
/// so they are registered when they are made, not when they are used.
/// </summary>
internal static class CallRegistry
{
    private const int InitialSlots = 256;

    private static readonly Lock Gate = new();
    private static GrainCall?[] s_slots = new GrainCall?[InitialSlots];
    private static int s_count;

    internal static void Add(GrainCall call)
    {
        lock (Gate)
        {
            if (s_count == s_slots.Length)
                Array.Resize(ref s_slots, s_slots.Length * 2);
            call.Slot = s_count;
            s_slots[s_count++] = call;
        }
    }

    internal static void Remove(GrainCall call)
    {
        lock (Gate)
        {
            RemoveLocked(call);
        }
    }

    /// <summary>Takes out the calls of a runtime that are due by <paramref name="now"/>; the taker settles them.</summary>
    internal static List<GrainCall>? TakeExpired(SiloRuntime runtime, long now)
    {
        List<GrainCall>? expired = null;
        lock (Gate)
        {
            for (var slot = s_count - 1; slot >= 0; slot--)
            {
                var call = s_slots[slot]!;
                if (!call.TryExpire(runtime, now))
                    continue;
                (expired ??= []).Add(call);
                RemoveLocked(call);
            }
        }

        return expired;
    }

    private static void RemoveLocked(GrainCall call)
    {
        if (call.Slot < 0)
            return;
        var last = s_slots[--s_count]!;
        s_slots[call.Slot] = last;
        last.Slot = call.Slot;
        s_slots[s_count] = null;
        call.Slot = -1;
    }
}
