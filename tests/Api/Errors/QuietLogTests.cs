using System.Net.Sockets;
using System.Text;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Transcription;
using MeetingIntel.Providers.Media;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Errors;

/// <summary>What ordinary clients do, wrong or rude, is no trouble of the server's and leaves no complaint in its log.</summary>
public sealed class QuietLogTests(ApiServer server)
{
    private const int Attempts = 30;

    [Theory]
    [InlineData("Content-Length: 100", "{\"name\":", false)]
    [InlineData("Content-Length: 100", "{\"name\":", true)]
    [InlineData("Transfer-Encoding: chunked", "8\r\n{\"name\":\r\n", false)]
    [InlineData("Transfer-Encoding: chunked", "8\r\n{\"name\":\r\n", true)]
    public async Task Client_ThatDropsItsJson_IsNotComplainedOf(string framing, string begun, bool reset)
    {
        using var log = new LogCapture();
        await using var own = new ApiServer(server.Postgres) { Services = log.AttachTo };
        await own.InitializeAsync();
        log.Forget();
        // Whether the server is told in the middle of a read is a matter of luck, so it gets many chances.
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            // A bare socket: it closes without a shutdown before, so that a reset is one.
            using (var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: reset, seconds: 0) })
            {
                await client.ConnectAsync(own.Address.Host, own.Address.Port);
                await client.SendAsync(Encoding.ASCII.GetBytes(
                    $"POST /api/sessions HTTP/1.1\r\nHost: {own.Address.Authority}\r\nContent-Type: application/json\r\n{framing}\r\nExpect: 100-continue\r\n\r\n"));
                var answer = new byte[256];
                var length = await client.ReceiveAsync(answer).Within("waiting for the server to read the body");
                Assert.StartsWith("HTTP/1.1 100", Encoding.ASCII.GetString(answer, 0, length), StringComparison.Ordinal);
                await client.SendAsync(Encoding.ASCII.GetBytes(begun));
            }

            await log.SawAsync("Microsoft.AspNetCore.Server.Kestrel.Connections", "stopped");
        }

        Assert.Empty(log.Complaints);
    }

    [Fact]
    public async Task Requests_ThatAreRefused_AreNotComplainedOf()
    {
        using var log = new LogCapture();
        await using var own = new ApiServer(server.Postgres) { Services = log.AttachTo };
        await own.InitializeAsync();
        log.Forget();
        var id = await own.StartSessionAsync();
        await using var page = await HubClient.ConnectAsync(own);

        foreach (var (session, after) in ((string, long)[])[("nope", 0), (id, -1), (id, 999_999)])
        {
            Assert.NotNull(await page.StreamErrorAsync(await page.StreamEventsAsync(session, after)));
        }

        foreach (var (type, body) in ((string, string)[])[("multipart/form-data; boundary=abc", "xx"), ("application/json; charset=bogus", "{}"), ("application/json", "[")])
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            using var response = await own.Http.PostAsync(new Uri("/api/audio/transcribe", UriKind.Relative), content);
            Assert.InRange((int)response.StatusCode, 400, 499);
        }

        Assert.Empty(log.Complaints);
    }

    /// <summary>In a failover every socket says so at once.</summary>
    [Theory]
    [InlineData("/ws/sessions/sess_x", "SocketConversation")]
    [InlineData("/ws/sessions/sess_x/audio", "SocketConversation")]
    [InlineData("/hubs/sessions", "HubErrors")]
    public async Task Database_ThatIsAway_IsAWarningWithoutAStack(string path, string source)
    {
        using var log = new LogCapture();
        var away = Substitute.For<ISessionReads>();
        away.FindOwnerAsync(default!, default).ReturnsForAnyArgs(Task.FromException<SessionOwner?>(new JournalUnavailableException("The database is away.")));
        await using var own = new ApiServer(server.Postgres) { Services = services => log.AttachTo(services.AddSingleton(away)) };
        await own.InitializeAsync();

        if (path.StartsWith("/hubs", StringComparison.Ordinal))
        {
            await using var hub = await HubClient.ConnectAsync(own);
            Assert.Contains("storage.unavailable", await hub.InvokeAsync("join_session", "sess_x"), StringComparison.Ordinal);
        }
        else
        {
            await using var socket = await SocketClient.ConnectAsync(own, path);
            Assert.Contains("storage.unavailable", await socket.ReceiveTextAsync("waiting for the refusal"), StringComparison.Ordinal);
        }

        var line = Assert.Single(log.Complaints, line => line.Category.EndsWith(source, StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("/health/page", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line.Text, StringComparison.Ordinal);
    }

    /// <summary>In a failover all recordings that are being transcribed say so at once.</summary>
    [Fact]
    public async Task Recording_ThatMeetsWhatPasses_IsAWarningWithoutAStack()
    {
        var line = await UploadAsync(new JournalUnavailableException("The database is away."), "storage.unavailable");

        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("/health/page", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_ThatMeetsABug_IsAnErrorWithItsStack()
    {
        var line = await UploadAsync(new InvalidOperationException("Nobody expected this."), "server.error");

        Assert.Equal(LogLevel.Error, line.Level);
        Assert.Contains("   at ", line.Text, StringComparison.Ordinal);
    }

    /// <summary>Uploads a recording whose reading fails, and is answered line by line.</summary>
    /// <returns>What the log says of it.</returns>
    private async Task<LogLine> UploadAsync(Exception failure, string code)
    {
        using var log = new LogCapture();
        var audio = Substitute.For<IDecodedAudio>();
        audio.Channels.Returns(1);
        audio.SampleRate.Returns(16_000);
        audio.ReadAsync(default, default).ReturnsForAnyArgs(_ => ValueTask.FromException<int>(failure));
        var decoder = Substitute.For<IMediaDecoder>();
        decoder.OpenAsync(default!, default).ReturnsForAnyArgs(audio);
        await using var own = new ApiServer(server.Postgres) { Services = services => log.AttachTo(services.AddSingleton(decoder)) };
        await own.InitializeAsync();
        using var request = Upload.Of(new Uri("/api/audio/transcribe", UriKind.Relative), [1, 2, 3, 4]);
        request.Headers.Accept.ParseAdd("application/x-ndjson");

        using var answer = await own.Http.SendAsync(request);

        Assert.Contains($"\"code\":\"{code}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        return Assert.Single(log.Complaints, line => line.Category.EndsWith("UploadLines", StringComparison.Ordinal));
    }
}
