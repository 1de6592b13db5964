using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>SignalR's clients negotiate before they connect, unless they are told not to; before several front-ends either request may reach any of them.</summary>
public sealed class NegotiationTests(ApiServer server)
{
    /// <summary>Version 1 is what clients of today ask for: it gives an id and a token, and the socket is opened with the token.</summary>
    [Theory]
    [InlineData("?negotiateVersion=1", "connectionToken")]
    [InlineData("", "connectionId")]
    public async Task Client_ThatNegotiated_ConnectsToThatFrontEndAndToAnyOther(string version, string field)
    {
        await using var other = new ApiServer(server.Postgres);
        await other.InitializeAsync();
        var query = $"?id={Uri.EscapeDataString((await NegotiateAsync(server, version)).GetProperty(field).GetString()!)}";

        await using var there = await HubClient.ConnectAsync(other, query);
        await using var here = await HubClient.ConnectAsync(server, query);

        Assert.Equal("connected", there.Greeting.GetProperty("status").GetString());
        Assert.Equal("connected", here.Greeting.GetProperty("status").GetString());
        await there.SendAsync("join_session", await other.StartSessionAsync());
        Assert.Equal("joined", (await there.EventAsync("joined_session")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Negotiation_OffersWebSocketsOnly()
    {
        var offered = (await NegotiateAsync(server, "?negotiateVersion=1")).GetProperty("availableTransports").EnumerateArray().ToList();

        Assert.Equal("WebSockets", Assert.Single(offered).GetProperty("transport").GetString());
    }

    private static async Task<JsonElement> NegotiateAsync(ApiServer server, string version)
    {
        using var answer = await server.Http.PostAsync(new Uri($"/hubs/sessions/negotiate{version}", UriKind.Relative), content: null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
    }
}
