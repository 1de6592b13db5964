using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>A server that takes the word of somebody else, and that somebody.</summary>
public sealed class VouchedServer : IAsyncLifetime
{
    private readonly PostgresServer _postgres;

    /// <summary>With one of the shared server's databases.</summary>
    /// <param name="shared">The shared server.</param>
    public VouchedServer(ApiServer shared)
    {
        ArgumentNullException.ThrowIfNull(shared);
        _postgres = shared.Postgres;
    }

    internal Issuer Issuer { get; private set; } = null!;

    internal AttackedServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var time = new StoodTime();
        Issuer = await Issuer.StartAsync(time);
        Server = new AttackedServer(_postgres, time: time, settings: [("Oidc:Issuer", Issuer.Name), ("Oidc:Audience", Issuer.Audience), ("Limits:CredentialCheckSeconds", "1")]);
        await Server.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Issuer.DisposeAsync();
    }

    /// <summary>Who the bearer of a token is taken for.</summary>
    internal async Task<JsonElement> MeAsync(string token)
    {
        using var response = await Server.WhoAsync(token);
        return await response.JsonAsync();
    }

    internal async Task<string> RefusedAsync(string token, System.Net.HttpStatusCode status = System.Net.HttpStatusCode.Unauthorized)
    {
        using var response = await Server.WhoAsync(token);
        return await response.ProblemAsync(status);
    }
}
