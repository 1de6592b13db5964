using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>The raw audio socket: what a client hears that does not behave. Each gets its code, closes only its own connection, and loses nothing that was acked.</summary>
public sealed class BadAudioTests(ApiServer server)
{
    [Theory]
    [InlineData("encoding=opus", "audio.unsupported-encoding")]
    [InlineData("sample_rate=11000", "audio.unsupported-rate")]
    [InlineData("sample_rate=fast", "audio.unsupported-rate")]
    [InlineData("channels=3", "audio.unsupported-channels")]
    [InlineData("channels=0", "audio.unsupported-channels")]
    [InlineData("channel=a/b", "audio.bad-channel-name")]
    [InlineData("channel=", "audio.bad-channel-name")]
    [InlineData("channel=external", "audio.bad-channel-name")]
    [InlineData("channel=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "audio.bad-channel-name")]
    [InlineData("speaker=%00", "audio.bad-speaker")]
    [InlineData("offset=-2", "audio.bad-offset")]
    [InlineData("offset=1", "audio.bad-offset")]
    [InlineData("offset=x", "audio.bad-offset")]
    [InlineData("channels=2&offset=2", "audio.bad-offset")]
    [InlineData("offset=2", "audio.offset-in-future")]
    [InlineData("channels=2&offset=4", "audio.offset-in-future")]
    public async Task Parameter_ThatMakesNoSense_IsRefused(string query, string code)
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id, query);

        Assert.Equal(code, await client.RefusedAsync());
        Assert.Equal(4400, client.CloseCode);
    }

    [Theory]
    [InlineData("sess_nobody")]
    [InlineData("a%20b")]
    public async Task Session_Unknown_IsRefused(string id)
    {
        await using var client = await AudioClient.ConnectAsync(server, id);

        Assert.Equal("session.not-found", await client.RefusedAsync());
        Assert.Equal(4404, client.CloseCode);
    }

    [Fact]
    public async Task Session_NotStarted_IsRefused()
    {
        await using var client = await AudioClient.ConnectAsync(server, await server.CreateMeetingAsync());

        Assert.Equal("session.not-started", await client.RefusedAsync());
        Assert.Equal(4409, client.CloseCode);
    }

    [Fact]
    public async Task Session_Ended_IsRefused()
    {
        var id = await server.StartSessionAsync();
        await server.EndSessionAsync(id);
        await using var client = await AudioClient.ConnectAsync(server, id);

        Assert.Equal("session.ended", await client.RefusedAsync());
        Assert.Equal(4410, client.CloseCode);
    }

    [Theory]
    [InlineData("", 65_538, "audio.frame-too-large", 1009)]
    [InlineData("", 200_000, "audio.frame-too-large", 1009)]
    [InlineData("", 3, "audio.misaligned", 4400)]
    [InlineData("channels=2", 6, "audio.misaligned", 4400)]
    public async Task Frame_OfAWrongSize_ClosesOnlyItsConnectionAndLosesNothing(string query, int size, string code, int closeCode)
    {
        var id = await server.StartSessionAsync();
        byte[] first = query.Length == 0 ? [.. ScriptedAudio.Sentences(1), .. ScriptedAudio.Silence(1600)] : new byte[64_000];
        await using var bystander = await AudioClient.ConnectAsync(server, id, "channel=other");
        await bystander.ReadyAsync();
        await using (var client = await AudioClient.ConnectAsync(server, id, query))
        {
            await client.ReadyAsync();
            await client.SendAsync(first);
            await client.AckedAsync(first.Length);

            await client.SendAsync(new byte[size]);

            Assert.Equal(code, await client.RefusedAsync());
            Assert.Equal(closeCode, client.CloseCode);
        }

        await bystander.SendAsync(ScriptedAudio.Sentences(1, first: 9));
        await bystander.FinalAsync("w9");
        await using var again = await AudioClient.ConnectAsync(server, id, first.Length, query);
        Assert.Equal(first.Length, await again.ReadyAsync());
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("{}")]
    [InlineData("""{"type":"pause"}""")]
    [InlineData("""{"type":1}""")]
    [InlineData("[]")]
    public async Task Text_ThatMeansNothing_IsRefused(string text)
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id);
        await client.ReadyAsync();

        await client.Socket.SendTextAsync(text);

        Assert.Equal("audio.unexpected-text", await client.RefusedAsync());
        Assert.Equal(4400, client.CloseCode);
    }

    [Fact]
    public async Task Audio_AfterStop_IsRefused()
    {
        var silent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        own.Stt.Gate = silent.Task;
        var id = await own.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(own, id);
        await client.ReadyAsync();
        await client.SendAsync(ScriptedAudio.Sentences(1));

        await client.StopAsync();
        await client.SendAsync(new byte[640]);

        Assert.Equal("audio.after-stop", await client.RefusedAsync());
        Assert.Equal(4400, client.CloseCode);
        silent.SetResult();
    }
}
