namespace Orleans.Configuration;

/// <summary>How items of a stream provider are delivered. Named options: the name is the provider's.</summary>
public class StreamPullingAgentOptions
{
    /// <summary>How many items at most are delivered in one turn of a consumer.</summary>
    public int BatchContainerBatchSize { get; set; } = 32;

    /// <summary>How long delivery of one item is tried; then its consumer's error handler is called and the item is dropped. 1 minute unless set.</summary>
    public TimeSpan MaxEventDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a stream without items is remembered; 30 minutes unless set.</summary>
    public TimeSpan StreamInactivityPeriod { get; set; } = TimeSpan.FromMinutes(30);
}

/// <summary>How many items wait. Named options: the name is the provider's.</summary>
public class SimpleQueueCacheOptions
{
    /// <summary>How many undelivered items of a stream wait for each consumer; producers wait beyond.</summary>
    public int CacheSize { get; set; } = 4096;
}
