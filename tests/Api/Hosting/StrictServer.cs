using MeetingIntel.Testing.Time;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>A server that lets nobody in without credentials, for tests about people and what they may do. Its time can be pushed on; each test brings its own people.</summary>
public sealed class StrictServer : IAsyncLifetime
{
    public StrictServer(ApiServer shared)
    {
        Server = new ApiServer(shared.Postgres)
        {
            Services = services => services.AddSingleton<TimeProvider>(Time),
        };
        Server.Settings["AUTH_REQUIRED"] = "true";
        // All of these people come from one address.
        Server.Settings["RateLimits:Address"] = "1000000";
        Server.Settings["RateLimits:WrongCredentials"] = "1000000";
    }

    /// <summary>The server itself.</summary>
    public ApiServer Server { get; }

    /// <summary>The server's time.</summary>
    public PushedTime Time { get; } = new();

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Tests that share the strict server; one after the other, as some of them push its time.</summary>
[CollectionDefinition(Name)]
public sealed class StrictTests : ICollectionFixture<StrictServer>
{
    public const string Name = "strict server";
}
