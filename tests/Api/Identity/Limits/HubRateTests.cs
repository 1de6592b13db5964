using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>Calls over the hub count as requests do: a connection is no way round the limit.</summary>
public sealed class HubRateTests(ApiServer shared) : IAsyncLifetime
{
    private readonly ApiServer _server = new(shared.Postgres);

    public async ValueTask InitializeAsync()
    {
        // Five at once, and one comes back each three seconds.
        _server.Settings["RateLimits:User"] = "20";
        _server.Settings["RateLimits:ApiKey"] = "1";
        _server.Settings["RateLimits:HubAudio"] = "8";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Calls_MoreThanTheirCallerMayMake_AreRefusedWithCodeAndSeconds()
    {
        var ana = await Someone.SignUpAsync(_server);
        await using var hub = await ana.JoinHubAsync();

        for (var call = 0; call < 50; call++)
        {
            Assert.Null(await hub.InvokeAsync("leave_session", new { session_id = "none" }));
        }

        var refusals = hub.Take("error");
        Assert.InRange(refusals.Count, 20, 46);
        Assert.All(refusals, refusal => Assert.Equal("limit.rate", refusal.GetProperty("code").GetString()));
        Assert.Matches("come again in [123] s", refusals[0].GetProperty("message").GetString()!);
        // What answers in another way refuses in it, and so does a stream.
        await DrainAsync(hub);
        await hub.SendAsync("create_session", new { });
        Assert.Equal("limit.rate", (await hub.EventAsync("session_created")).GetProperty("code").GetString());
        await DrainAsync(hub);
        Assert.Equal("limit.rate", await hub.FirstOfStreamAsync(await hub.StreamEventsAsync("none", after: null)));
    }

    [Fact]
    public async Task Calls_AndRequests_AreCountedTogether()
    {
        var ana = await Someone.SignUpAsync(_server);
        var (key, _) = await ana.CreateKeyAsync("sessions:read", "sessions:write");
        // The one that there is.
        await using var hub = await key.JoinHubAsync();

        await hub.SendAsync("create_session", new { });

        Assert.Equal("limit.rate", (await hub.EventAsync("session_created")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Audio_HasAnAllowanceOfItsOwn()
    {
        var ana = await Someone.SignUpAsync(_server);
        await using var hub = await ana.JoinHubAsync();
        await DrainAsync(hub);

        // The first two are looked at, whatever becomes of them.
        var codes = new List<string?>();
        for (var piece = 0; piece < 10; piece++)
        {
            await hub.InvokeAsync("audio_chunk", new { session_id = "none", audio = "AAAA" });
            codes.AddRange(hub.Take("error").Select(error => error.GetProperty("code").GetString()));
        }

        Assert.Equal(["session.not-found", "session.not-found"], codes.Take(2));
        Assert.Contains("limit.rate", codes);
    }

    /// <summary>Uses up what is there.</summary>
    private static async Task DrainAsync(HubClient hub)
    {
        for (var call = 0; call < 100; call++)
        {
            await hub.InvokeAsync("leave_session", new { session_id = "none" });
            if (hub.Take("error").Count > 0)
            {
                return;
            }
        }

        Assert.Fail("A hundred calls were let through.");
    }
}
