using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>An item was given up: its consumer failed to take it for too long. The inner exception is the consumer's last.</summary>
public sealed class StreamEventDeliveryFailureException : OrleansException
{
    /// <summary>With a message.</summary>
    public StreamEventDeliveryFailureException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and the consumer's exception.</summary>
    public StreamEventDeliveryFailureException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
