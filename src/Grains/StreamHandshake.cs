using Orleans.Serialization.Invocation;

namespace MeetingIntel.Grains;

/// <summary>
/// What a stream's agent asks a grain before it delivers: where to begin. The answer depends on nothing that a turn changes half-way, and while it is awaited
/// the agent reads nothing of its queue (Orleans' PersistentStreamPullingAgent): behind one turn that waits, all streams of the queue would stand still.
/// Nothing on its way may await: while it ran, Orleans would let every other request begin, too. So no incoming call filter may be asynchronous for it.
/// </summary>
internal static class StreamHandshake
{
    /// <summary>Whether a request is that question.</summary>
    /// <param name="request">A request for a grain that reads a stream.</param>
    public static bool Is(IInvokable request) =>
        request.GetMethodName() == "GetSequenceToken" && request.GetInterfaceName().EndsWith("IStreamConsumerExtension", StringComparison.Ordinal);
}
