using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A cluster whose members find each other as those of <c>deploy/</c> do: in a Redis with a password, by the product's own settings.</summary>
public sealed class RedisTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Members_FindEachOtherInRedis_AndAreMissedWhenTheyLeave()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var members = new Members(postgres, "--Cluster:Membership=Redis", $"--REDIS_URL={redis.Url}");
        Assert.StartsWith("-NOAUTH", await redis.AskWithoutPasswordAsync(), StringComparison.Ordinal);

        var stays = await members.StartAsync("silo");
        var leaves = await members.StartAsync("silo");
        var front = await members.StartAsync("api");
        await UntilAsync(stays, silos: 2);

        using var http = new HttpClient { BaseAddress = new Uri(front.Urls.Single()) };
        // On both silos, by their load: some of them live on the one that leaves.
        var sessions = new List<string>();
        for (var number = 0; number < 8; number++)
        {
            using var created = await http.PostAsJsonAsync("/api/sessions", new { name = "Weekly" }, TestContext.Current.CancellationToken);
            sessions.Add((await created.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("id").GetString()!);
        }

        var health = await http.GetFromJsonAsync<JsonElement>("/health/details", TestContext.Current.CancellationToken);
        var place = health.GetProperty("dependencies").EnumerateArray().Single(dependency => dependency.GetProperty("name").GetString() == "membership");
        Assert.Equal("ok", place.GetProperty("state").GetString());

        await members.StopAsync(leaves);
        await UntilAsync(stays, silos: 1);

        foreach (var session in sessions)
        {
            using var answer = await http.GetAsync(new Uri($"/api/sessions/{session}", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    /// <summary>Waits until a silo knows of so many that live, itself included.</summary>
    private static async Task UntilAsync(WebApplication silo, int silos)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        await foreach (var seen in silo.Services.GetRequiredService<IClusterMembershipService>().MembershipUpdates.WithCancellation(patience.Token))
        {
            if (seen.Members.Values.Count(member => member.Status == SiloStatus.Active) == silos)
            {
                return;
            }
        }
    }
}
