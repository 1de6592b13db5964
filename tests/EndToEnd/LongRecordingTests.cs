using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>A recording that is too long to be read before it is heard, on a server that asks who is calling.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class LongRecordingTests(PostgresServer postgres)
{
    private const string Email = "ana@example.com";
    private const string Password = "a long enough secret";
    private const int Seconds = 1200;
    private const int Far = 1100;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recording_OfManyMegabytes_PlaysAtOnceAndFarInItLongAfter()
    {
        await using var product = await Product.StartAsync(postgres, ("AUTH_REQUIRED", "true"));
        await SignInAsync(product);
        var session = await RecordAsync(product);
        var bytes = await LengthenAsync(product);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        var answers = new ConcurrentQueue<(int Status, long From)>();
        var tickets = new ConcurrentQueue<string>();
        page.Request += (_, request) =>
        {
            if (request.Url.EndsWith("/tickets", StringComparison.Ordinal) && request.Url.Contains("/recordings/", StringComparison.Ordinal))
            {
                tickets.Enqueue(request.Url);
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Request.Headers.ContainsKey("range"))
            {
                answers.Enqueue((response.Status, StartOf(response)));
            }
        };
        await page.GotoAsync($"/s/{session}");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Play the recording" }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('audio')?.currentTime > 0.5");
        Assert.All(answers, answer => Assert.Equal(206, answer.Status));
        Assert.Single(tickets);

        // A quarter of an hour later the page knows that the ticket is not good any more: to be put far from there, the player gets another.
        await ExpireAsync(product, page, minutes: 11);
        await page.GetByRole(AriaRole.Slider, new() { Name = "Where it plays" }).FillAsync($"{Far}");
        await page.WaitForFunctionAsync($"() => {{ const {{ currentTime, paused }} = document.querySelector('audio') ?? {{}}; return !paused && currentTime > {Far} + 0.5; }}");
        Assert.All(answers, answer => Assert.Equal(206, answer.Status));
        Assert.Contains(answers, answer => answer.From > bytes / 2);
        Assert.Equal(2, tickets.Count);

        // Later still it plays without a break, and the browser itself asks for what it has not read yet: only then the server has to refuse.
        await page.EvaluateAsync("() => { window.before = document.querySelector('audio'); }");
        await ExpireAsync(product, page, minutes: 22);
        await page.EvaluateAsync($"() => {{ window.before.currentTime = {Far / 2}; }}");
        await page.WaitForFunctionAsync("() => { const player = document.querySelector('audio'); return player && player !== window.before && !player.paused && player.played.length > 0; }");

        Assert.Equal(0, await page.GetByRole(AriaRole.Alert).CountAsync());
        Assert.Single(answers, answer => answer.Status == 401);
        Assert.Equal(3, tickets.Count);
        browser.AssertNoErrors();
    }

    /// <summary>Lets time pass for the tickets, and for the page.</summary>
    private static async Task ExpireAsync(Product product, IPage page, int minutes)
    {
        await product.Database.ExecuteAsync("UPDATE socket_tickets SET expires_at = now() - interval '1 second'");
        await page.Clock.SetFixedTimeAsync(DateTime.UtcNow.AddMinutes(minutes));
    }

    private static long StartOf(IResponse response) =>
        long.Parse(response.Request.Headers["range"]["bytes=".Length..].Split('-')[0], CultureInfo.InvariantCulture);

    private static async Task SignInAsync(Product product)
    {
        using var initialized = await product.Http.PostAsJsonAsync("/admin/initialize", new { name = "Ana", email = Email, password = Password }, Stop);
        initialized.EnsureSuccessStatusCode();
        using var answer = await product.Http.PostAsJsonAsync("/token", new { username = Email, password = Password }, Stop);
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("access_token").GetString();
        product.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>A session with a second of kept silence.</summary>
    private static async Task<string> RecordAsync(Product product)
    {
        using var created = await product.Http.PostAsJsonAsync("/api/sessions", new { name = "Kept", record = true }, Stop);
        var session = (await created.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString()!;
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", product.Http.DefaultRequestHeaders.Authorization!.ToString());
        await socket.ConnectAsync(new Uri($"ws://{product.Address.Authority}/ws/sessions/{session}/audio?channel=mic"), Stop);
        for (var sent = 0; sent < 10; sent++)
        {
            await socket.SendAsync(new byte[3200], WebSocketMessageType.Binary, endOfMessage: true, Stop);
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes("""{"type":"stop"}"""), WebSocketMessageType.Text, endOfMessage: true, Stop);
        for (var buffer = new byte[4096]; (await socket.ReceiveAsync(buffer, Stop)).MessageType != WebSocketMessageType.Close;)
        {
        }

        await product.Database.UntilAsync("SELECT EXISTS (SELECT FROM recordings)", "the recording");
        return session;
    }

    /// <summary>Puts so much in its place that nobody would wait for it.</summary>
    private static async Task<long> LengthenAsync(Product product)
    {
        var file = Directory.EnumerateFiles(product.Files, "*.ogg", SearchOption.AllDirectories).Single();
        using var encoder = Process.Start("ffmpeg", ["-v", "error", "-y", "-f", "lavfi", "-i", $"anoisesrc=d={Seconds}:r=16000", "-c:a", "libopus", "-b:a", "192k", "-vbr", "off", "-compression_level", "0", file]);
        await encoder.WaitForExitAsync(Stop);
        Assert.Equal(0, encoder.ExitCode);
        var bytes = new FileInfo(file).Length;
        await product.Database.ExecuteAsync($"UPDATE recordings SET to_time = from_time + {Seconds}, bytes = {bytes}, sha256 = 'long'");
        return bytes;
    }
}
