namespace MeetingIntel.Api.Hosting;

/// <summary>How large a request may be.</summary>
internal static class RequestLimits
{
    /// <summary>Bytes of a body, unless an endpoint says otherwise.</summary>
    public const long Body = 1 << 20;

    /// <summary>Bytes of a JSON body that carries audio as base64.</summary>
    public const int AudioJson = 16 << 20;

    /// <summary>Bytes of an uploaded recording. The page (<c>uploadFile.ts</c>) and the ingress (<c>deploy/k8s/base</c>) say the same.</summary>
    public const long Recording = 512L << 20;

    /// <summary>Bytes of a chunk of audio that comes with its task: about a quarter of an hour. It is transcribed before it is answered.</summary>
    public const long AudioChunk = 32L << 20;

    /// <summary>Bytes of one message to the hub: Astro's transport took 1,000,000.</summary>
    public const long HubMessage = 1_000_000;

    /// <summary>Bytes of a batch of telemetry.</summary>
    public const long Telemetry = 512L << 20;
}
