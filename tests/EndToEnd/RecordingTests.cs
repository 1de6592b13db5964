using System.Collections.Concurrent;
using System.Text.Json;
using System.Net.Http.Json;
using MeetingIntel.Testing.Postgres;
using Microsoft.Playwright;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>Audio that is kept, as people meet it: a switch, a mark, a player, and a transcript that plays.</summary>
[Collection(nameof(PageTests.AloneCollection))]
public sealed class RecordingTests(PostgresServer postgres)
{
    private const string Finals = "li[data-seq]";
    private const string Where = "() => document.querySelector('audio')?.currentTime ?? -1";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recording_OfAMicrophone_PlaysFromTheLineThatIsClicked()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Kept");
        using var folder = new MicrophoneFile(await SampleAsync(product));
        await using var browser = await Browser.OpenAsync(product.Address, folder.Path);
        var page = browser.Page;
        await RecordAsync(page, session, lines: 3);
        var ranges = new ConcurrentQueue<int>();
        page.Response += (_, response) =>
        {
            if (response.Request.Headers.ContainsKey("range"))
            {
                ranges.Enqueue(response.Status);
            }
        };
        var line = await LineAsync(product, session, 2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Play the recording" }).ClickAsync();
        await page.WaitForFunctionAsync($"() => ({Where})() > 0.2");
        await page.Locator($"li[data-seq='{line.Seq}']").ClickAsync();
        await page.WaitForFunctionAsync($"at => ({Where})() >= at", line.Start);
        Assert.InRange(await page.EvaluateAsync<double>(Where), line.Start, line.Start + 3);
        await page.Locator($"li[data-seq='{line.Seq}'][data-heard]").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause the recording" }).ClickAsync();
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('audio').paused"));
        // The player reads it by itself, as much as it needs.
        Assert.NotEmpty(ranges);
        Assert.All(ranges, status => Assert.Equal(206, status));
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Replay_OfARecording_TakesItsSoundAlong()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Kept");
        using var folder = new MicrophoneFile(await SampleAsync(product));
        await using var browser = await Browser.OpenAsync(product.Address, folder.Path);
        var page = browser.Page;
        await RecordAsync(page, session, lines: 2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Replay", Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync($"() => ({Where})() > 0.5");
        await page.GetByText("plays along with the replay").WaitForAsync();
        Assert.Equal(0, await page.GetByRole(AriaRole.Button, new() { Name = "Play the recording" }).CountAsync());

        // Too fast to be heard, and heard again where the replay has come to.
        await page.GetByLabel("Speed").SelectOptionAsync("4");
        await page.WaitForFunctionAsync("() => document.querySelector('audio').paused");
        await page.GetByText("Silent above 2×").WaitForAsync();
        await page.GetByLabel("Speed").SelectOptionAsync("0.5");
        await page.GetByRole(AriaRole.Slider, new() { Name = "Moment of the session" }).PressAsync("Home");
        await page.WaitForFunctionAsync("() => { const { paused, playbackRate, currentTime } = document.querySelector('audio'); return !paused && playbackRate === 0.5 && currentTime < 3; }");

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('audio').paused");
        await page.GetByRole(AriaRole.Button, new() { Name = "Leave the replay" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play the recording" }).WaitForAsync();
        browser.AssertNoErrors();
    }

    [Fact]
    public async Task Recording_HeardAgain_StandsBesideTheTranscript()
    {
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Kept");
        using var folder = new MicrophoneFile(await SampleAsync(product));
        await using var browser = await Browser.OpenAsync(product.Address, folder.Path);
        var page = browser.Page;
        await RecordAsync(page, session, lines: 1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Versions" }).ClickAsync();
        var versions = page.GetByRole(AriaRole.Dialog, new() { Name = "Versions of the transcript" });
        await versions.GetByLabel("Heard again by").SelectOptionAsync("pocketsphinx");
        await versions.GetByRole(AriaRole.Button, new() { Name = "Hear it again" }).ClickAsync();

        await versions.GetByRole(AriaRole.Columnheader, new() { Name = "Version 2" }).WaitForAsync();
        await versions.GetByText("words differ").WaitForAsync();
        Assert.NotEqual(0, await versions.GetByRole(AriaRole.Row).Nth(1).GetByRole(AriaRole.Cell).Nth(2).Locator("span").CountAsync());
        await page.Keyboard.PressAsync("Escape");
        await versions.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        browser.AssertNoErrors();
    }

    /// <summary>Keeps what the microphone hears until some lines of it are on record, and ends the session.</summary>
    private static async Task RecordAsync(IPage page, string session, int lines)
    {
        await page.GotoAsync($"/s/{session}");
        await page.GetByLabel("Keep the audio").CheckAsync();
        await page.GetByText("Audio is kept").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Record microphone" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Start recording" }).ClickAsync();
        await page.Locator(Finals).Nth(lines - 1).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Stop recording" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Play the recording" }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "End session" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume session" }).WaitForAsync();
        Assert.Equal(0, await page.GetByText("Audio is kept").CountAsync());
    }

    private static async Task<(long Seq, double Start)> LineAsync(Product product, string session, int index)
    {
        var page = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/transcript", Stop);
        var segment = page.GetProperty("segments")[index];
        return (segment.GetProperty("seq").GetInt64(), segment.GetProperty("start").GetDouble());
    }

    private static async Task<byte[]> SampleAsync(Product product)
    {
        var sample = await product.Http.GetFromJsonAsync<JsonElement>("/api/sample", Stop);
        return await product.Http.GetByteArrayAsync(new Uri(product.Address, sample.GetProperty("channels")[0].GetProperty("url").GetString()), Stop);
    }

    /// <summary>What the microphone hears, for as long as the test lasts.</summary>
    private sealed class MicrophoneFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("meetingintel-mic-");

        public MicrophoneFile(byte[] wav) => File.WriteAllBytes(Path, wav);

        public string Path => System.IO.Path.Combine(_folder.FullName, "mic.wav");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
