using Orleans.Activations;
using Orleans.Scheduling;

namespace Orleans.Runtime;

/// <summary>The activation whose turn this thread runs.</summary>
internal static class RuntimeContext
{
    internal static Activation? Current => Mailbox.OfThisThread as Activation;
}
