using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.CloudTarget;

/// <summary>A server that listens for capture programs.</summary>
public sealed class CloudTargetServer : IAsyncLifetime
{
    public CloudTargetServer(ApiServer shared)
    {
        Server = new ApiServer(shared.Postgres);
        Server.Settings["CloudTarget:Port"] = "0";
    }

    public ApiServer Server { get; }

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
