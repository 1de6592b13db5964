using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>The page, and what it hears in real time: beside tests that start whole clusters it would wait for a processor, not for words.</summary>
[Collection(nameof(AloneCollection))]
public sealed class PageTests(PostgresServer postgres)
{
    private const string Finals = "li[data-seq]";

    /// <summary>The main job as a new user sees it, with a reload in the middle.</summary>
    [Fact]
    public async Task SampleMeeting_PlayedAndReloaded_IsHeardUnderstoodAndComplete()
    {
        await using var product = await Product.StartAsync(postgres);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.GotoAsync("/");

        await page.GetByRole(AriaRole.Button, new() { Name = "Play the sample meeting" }).First.ClickAsync();
        await page.WaitForURLAsync("**/s/**");
        var session = page.Url[(page.Url.LastIndexOf('/') + 1)..];

        await page.GetByLabel("What was said").Locator("article p").First.WaitForAsync();
        await page.Locator(Finals).Nth(3).WaitForAsync();
        await page.ReloadAsync();
        await page.Locator(Finals).Nth(4).WaitForAsync();

        await page.GetByLabel("Insights").GetByText("To do:").First.WaitForAsync(new() { Timeout = 150_000, State = WaitForSelectorState.Attached });
        Assert.Equal("active", await StatusAsync(product, session));

        await WaitForEndAsync(product, session);
        var segments = await SegmentsAsync(product, session);
        await page.Locator($"li[data-seq='{segments[^1].Seq}']").WaitForAsync();
        var shown = await page.Locator(Finals).EvaluateAllAsync<long[]>("lines => lines.map(line => Number(line.dataset.seq)).sort((a, b) => a - b)");

        Assert.Equal(segments.Select(segment => segment.Seq), shown);
        Assert.Equal(4, segments.Select(segment => segment.Speaker).Distinct(StringComparer.Ordinal).Count());
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Upload_OfARecording_ShowsItsTranscript()
    {
        await using var product = await Product.StartAsync(postgres);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        var recording = await RecordingAsync(product);
        await page.GotoAsync("/");

        await page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "talk.wav", MimeType = "audio/wav", Buffer = recording });

        await page.GetByRole(AriaRole.Link, new() { Name = "talk" }).First.WaitForAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "talk" }).First.ClickAsync();
        await page.Locator(Finals).First.WaitForAsync(new() { Timeout = 120_000 });
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Session_InTheDarkOnASmallScreen_IsReachableByKeyboard()
    {
        await using var product = await Product.StartAsync(postgres);
        await using var browser = await Browser.OpenAsync(product.Address);
        var page = browser.Page;
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.SetViewportSizeAsync(390, 800);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "New session" }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");

        await page.WaitForURLAsync("**/s/**");
        await page.GetByRole(AriaRole.Button, new() { Name = "Record" }).First.WaitForAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        browser.AssertNoErrors();
    }

    private static async Task<byte[]> RecordingAsync(Product product)
    {
        var sample = await product.Http.GetFromJsonAsync<JsonElement>("/api/sample", TestContext.Current.CancellationToken);
        var wav = await product.Http.GetByteArrayAsync(
            new Uri(product.Address, sample.GetProperty("channels")[0].GetProperty("url").GetString()), TestContext.Current.CancellationToken);

        // Half a minute; the header promises more, as that of a recorder that was cut off does.
        return wav[..(44 + (30 * 32_000))];
    }

    private static async Task<string?> StatusAsync(Product product, string session) =>
        (await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}", TestContext.Current.CancellationToken)).GetProperty("status").GetString();

    /// <summary>Reads the timeline on until it says that the session has ended and is understood.</summary>
    private static async Task WaitForEndAsync(Product product, string session)
    {
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        await socket.ConnectAsync(new Uri($"ws://{product.Address.Authority}/ws/sessions/{session}?after=0"), patience.Token);
        var buffer = new byte[1 << 20];
        for (; ; )
        {
            var length = 0;
            System.Net.WebSockets.ValueWebSocketReceiveResult received;
            do
            {
                received = await socket.ReceiveAsync(buffer.AsMemory(length), patience.Token);
                length += received.Count;
            }
            while (!received.EndOfMessage);

            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            var entry = json.RootElement;
            if (entry.GetProperty("event").GetString() == "insight.updated" && entry.GetProperty("data").GetProperty("final").GetBoolean())
            {
                return;
            }
        }
    }

    private static async Task<List<(long Seq, string? Speaker)>> SegmentsAsync(Product product, string session)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/transcript?limit=500", TestContext.Current.CancellationToken);
        return [.. page.GetProperty("segments").EnumerateArray().Select(segment => (segment.GetProperty("seq").GetInt64(), segment.GetProperty("speaker").GetString()))];
    }

    [CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
    public sealed class AloneCollection;
}
