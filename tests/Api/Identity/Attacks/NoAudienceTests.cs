using System.Net;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>An issuer whose tokens name no audience, as WorkOS' do: only the client that they were made for tells whether they are for us.</summary>
public sealed class NoAudienceTests(ApiServer shared)
{
    private const string Client = "client_meetings";

    [Fact]
    public async Task Token_CountsOnlyForOurClient()
    {
        var time = new StoodTime();
        await using var issuer = await Issuer.StartAsync(time);
        await using var server = new AttackedServer(shared.Postgres, time: time, settings: [("Oidc:Issuer", issuer.Name), ("WORKOS_CLIENT_ID", Client)]);
        await server.InitializeAsync();

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(server, issuer, ("client_id", Client)));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(server, issuer, ("azp", Client)));
        Assert.Equal(HttpStatusCode.Unauthorized, await AnswerAsync(server, issuer));
        Assert.Equal(HttpStatusCode.Unauthorized, await AnswerAsync(server, issuer, ("client_id", "client_other")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AnswerAsync(server, issuer, ("azp", "client_other")));
        Assert.Equal(HttpStatusCode.Unauthorized, await AnswerAsync(server, issuer, ("aud", Client)));
    }

    [Fact]
    public async Task Issuer_WithNeitherAudienceNorClient_LetsNoServerStart()
    {
        await using var server = new ApiServer(shared.Postgres);
        server.Settings["Oidc:Issuer"] = "https://login.example.com";

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(async () => await server.InitializeAsync());

        Assert.Contains("Oidc__Audience", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> AnswerAsync(AttackedServer server, Issuer issuer, params (string Name, string Value)[] claims)
    {
        JsonObject payload = issuer.Claims("somebody", "org-somewhere", "member");
        payload.Remove("aud");
        foreach (var (name, value) in claims)
        {
            payload[name] = value;
        }

        using var response = await server.WhoAsync(issuer.WithRsa(payload));
        return response.StatusCode;
    }
}
