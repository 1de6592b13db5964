using Orleans.Scheduling;

namespace Orleans.Calls;

/// <summary>How a request may share its target with others.</summary>
[Flags]
public enum RequestOptions
{
    /// <summary>Alone.</summary>
    None = 0,

    /// <summary>With every other request.</summary>
    AlwaysInterleave = 1,

    /// <summary>With other read-only requests.</summary>
    ReadOnly = 2,

    /// <summary>Nobody waits for the outcome.</summary>
    OneWay = 4,

    /// <summary>Not a sign of use: the target may be collected as idle all the same.</summary>
    Unused = 8,
}

/// <summary>Work that goes through the gate of its target: calls, timer ticks, stream deliveries.</summary>
public abstract class Request : WorkItem
{
    internal RequestOptions Options { get; private protected set; }

    internal sealed override void Execute(Mailbox mailbox) => ((RequestMailbox)mailbox).Receive(this);

    /// <summary>Runs in the target's turn. True: ended; false: it will report to <see cref="RequestMailbox.End"/> from a turn of the target.</summary>
    internal abstract bool Start(RequestMailbox mailbox);

    /// <summary>The target cannot take it.</summary>
    internal abstract void Reject(Exception reason);

    /// <summary>The target is gone: the request goes to its next activation, or ends.</summary>
    internal abstract void Forward();
}
