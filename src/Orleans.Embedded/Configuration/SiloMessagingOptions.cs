namespace Orleans.Configuration;

/// <summary>How calls are handled.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for a call; 30 s unless set.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>How calls to grains are handled.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>How many requests may wait for one grain or observer before further ones are refused; 0: no limit.</summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; } = 100_000;
}

/// <summary>How calls of clients are handled. With one process, <see cref="SiloMessagingOptions"/> apply to them too.</summary>
public class ClientMessagingOptions : MessagingOptions;
