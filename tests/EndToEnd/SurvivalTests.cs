using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace MeetingIntel.EndToEnd.Tests;

public sealed class SurvivalTests(PostgresServer postgres)
{
    private const int WavHeader = 44;

    [Fact]
    public async Task Server_KilledInALiveMeeting_EverySentenceIsOnRecordOnce()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync(postgres);
        var pcm = await SampleAsync(product);

        var undisturbed = await NewSessionAsync(product);
        await new ResumingClient(product.Address, undisturbed, pcm).RunAsync(null, cancel);

        var disturbed = await NewSessionAsync(product);
        var client = new ResumingClient(product.Address, disturbed, pcm);
        var running = client.RunAsync(product.StartAsync, cancel);
        await client.FirstFinal.WaitAsync(TimeSpan.FromMinutes(2), cancel);
        await product.KillAsync();
        await running.WaitAsync(TimeSpan.FromMinutes(3), cancel);

        Assert.Equal(2, client.Connections);
        var expected = await TextsAsync(product, undisturbed);
        Assert.True(expected.Count > 2, "The audio holds several sentences.");
        Assert.Equal(expected, await TextsAsync(product, disturbed));
        var seqs = await SeqsAsync(product, disturbed);
        Assert.Equal(Enumerable.Range(1, seqs.Count).Select(seq => (long)seq), seqs);
    }

    [Fact]
    public async Task Server_Interrupted_StopsCleanly()
    {
        await using var product = await Product.StartAsync(postgres);
        await NewSessionAsync(product);

        Assert.Equal(0, await product.StopAsync());
        Assert.DoesNotContain("Unhandled", product.Log, StringComparison.Ordinal);
    }

    /// <summary>The first half minute of what one person says in the sample meeting.</summary>
    private static async Task<byte[]> SampleAsync(Product product)
    {
        var sample = await product.Http.GetFromJsonAsync<JsonElement>("/api/sample", TestContext.Current.CancellationToken);
        var url = sample.GetProperty("channels")[0].GetProperty("url").GetString();
        var wav = await product.Http.GetByteArrayAsync(new Uri(product.Address, url), TestContext.Current.CancellationToken);
        return wav[WavHeader..(WavHeader + (50 * 32_000))];
    }

    private static async Task<string> NewSessionAsync(Product product)
    {
        var answer = await product.Http.PostAsJsonAsync("/api/sessions", new { name = "Survival" }, TestContext.Current.CancellationToken);
        var session = await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return session.GetProperty("id").GetString()!;
    }

    private static async Task<List<string>> TextsAsync(Product product, string session)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/transcript?limit=500", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString()!)];
    }

    private static async Task<List<long>> SeqsAsync(Product product, string session)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/events?limit=500", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("events").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64())];
    }
}
