using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>However long a session is, it leaves and enters the server in little memory. Alone, since what is held is counted.</summary>
[CollectionDefinition(nameof(LongSessionTests), DisableParallelization = true)]
[Collection(nameof(LongSessionTests))]
public sealed class LongSessionTests(ApiServer server)
{
    private const int Sentences = 15_000;

    // Of what is held besides: pools, buffers, and of each sentence its place. The record is more than twenty times of it.
    private const long MostBytes = 8 << 20;

    private static readonly string[] Formats = ["json", "markdown", "text", "vtt", "srt", "zip"];

    [Fact]
    public async Task LongSession_ThroughTheServer_IsNeverHeldAsAWhole()
    {
        // What is made when it is first needed, and kept, is none of a session's.
        var (_, small) = await ImportAsync(sentences: 500);
        foreach (var format in Formats)
        {
            await MostHeldAsync(small, format, sentences: 500);
        }

        var (most, id) = await ImportAsync(Sentences);

        Assert.InRange(most, long.MinValue, MostBytes);
        foreach (var format in Formats)
        {
            var before = Held();
            most = await MostHeldAsync(id, format, Sentences) - before;
            Assert.True(most < MostBytes, $"{format}: {most} bytes");
        }
    }

    private async Task<(long Most, string Id)> ImportAsync(int sentences)
    {
        var before = Held();
        var most = 0L;
        using var record = new LongSession(sentences) { Progress = _ => most = Math.Max(most, Held() - before) };
        var id = (await (await server.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), record)).JsonAsync()).GetProperty("id").GetString()!;
        Assert.InRange(record.Sent, 2 * MostBytes * sentences / Sentences, long.MaxValue);
        return (most, id);
    }

    private static long Held() => GC.GetTotalMemory(forceFullCollection: true);

    /// <summary>What is held at most while an answer is read: the server waits whenever its reader does.</summary>
    private async Task<long> MostHeldAsync(string id, string format, int sentences)
    {
        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/export?format={format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var body = await answer.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
        var (buffer, most, total) = (new byte[64 * 1024], 0L, 0L);
        for (int read, looked = 0; (read = await body.ReadAsync(buffer)) > 0;)
        {
            total += read;
            if (total / (1 << 20) > looked)
            {
                looked = (int)(total / (1 << 20));
                most = Math.Max(most, Held());
            }
        }

        Assert.InRange(total, sentences * 20, long.MaxValue);
        return most;
    }
}
