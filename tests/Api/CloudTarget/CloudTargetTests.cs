using System.Net;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.CloudTarget;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.CloudTarget;

/// <summary>CloudTarget's listener and its workflow.</summary>
public sealed class CloudTargetTests(CloudTargetServer listening, ApiServer shared) : IClassFixture<CloudTargetServer>
{
    private readonly ApiServer _server = listening.Server;

    /// <summary>The program of the last code: it sends audio and nothing else, on whatever path, and hears nothing.</summary>
    [Theory]
    [InlineData("/")]
    [InlineData("/any/path?whatever=1")]
    public async Task Call_OfAProgramThatSendsOnlyAudio_IsTranscribedAndEnds(string path)
    {
        await using var program = await CaptureProgram.ConnectAsync(_server, path);
        await program.SpeakAsync(ScriptedAudio.Sentences(3));

        // The last word is still being heard then.
        await program.CloseAsync();

        var call = await EndedCallAsync();
        Assert.Equal("call", call.GetProperty("type").GetString());
        Assert.Equal(["w1", "w2", "w3"], await _server.TranscriptAsync(IdOf(call)));
    }

    /// <summary>The program of earlier code: it says its format first, and waits for answers.</summary>
    [Fact]
    public async Task Call_OfAProgramThatSaysItsFormat_IsAnsweredEachTime()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = 16000, channels = 1 });
        var accepted = (await program.HearAsync())!.Value;
        Assert.Equal("config_accepted", accepted.GetProperty("status").GetString());

        var pcm = ScriptedAudio.Sentences(1);
        for (var at = 0; at < pcm.Length; at += 3200)
        {
            await program.SpeakAsync(pcm[at..Math.Min(at + 3200, pcm.Length)]);
            Assert.Equal("chunk_received", (await program.HearAsync())!.Value.GetProperty("status").GetString());
        }

        await program.CloseAsync();
        var call = await EndedCallAsync();
        Assert.Equal(accepted.GetProperty("session_id").GetString(), IdOf(call));
        Assert.Equal(["w1"], await _server.TranscriptAsync(IdOf(call)));
    }

    /// <summary>Pieces of any length: one may end in the middle of a sample.</summary>
    [Fact]
    public async Task Pieces_OfOddLength_AreOneStream()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SpeakAsync(ScriptedAudio.Sentences(2), piece: 3201);
        await program.CloseAsync();

        Assert.Equal(["w1", "w2"], await _server.TranscriptAsync(IdOf(await EndedCallAsync())));
    }

    [Fact]
    public async Task Binary_IsReadAsJsonOrAsAudio()
    {
        var pcm = ScriptedAudio.Sentences(3);
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendBytesAsync(pcm[..12_800]);
        await program.SendBytesAsync(JsonSerializer.SerializeToUtf8Bytes(new { audio_data = Convert.ToBase64String(pcm.AsSpan(12_800, 12_800)) }));
        await program.SendBytesAsync(WavOf(pcm[25_600..]));
        await program.CloseAsync();

        Assert.Equal(["w1", "w2", "w3"], await _server.TranscriptAsync(IdOf(await EndedCallAsync())));
    }

    [Fact]
    public async Task Sound_ThatBeginsWithABrace_IsHeardAndAnswered()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = 16000 });
        await program.HearAsync();
        // One sample, as the sentences are made of.
        byte[] brace = [(byte)'{', 0];

        foreach (var piece in (byte[][])[ScriptedAudio.Sentences(1), brace, ScriptedAudio.Sentences(1, first: 2)])
        {
            await program.SendBytesAsync(piece);
            Assert.Equal("chunk_received", (await program.HearAsync())!.Value.GetProperty("status").GetString());
        }

        await program.CloseAsync();
        var call = await EndedCallAsync();
        Assert.Equal(["w1", "w123 w2"], await _server.TranscriptAsync(IdOf(call)));
        Assert.Equal(ScriptedAudio.Sentences(1).Length + brace.Length + ScriptedAudio.Sentences(1, first: 2).Length, call.GetProperty("channels")[0].GetProperty("acked_offset").GetInt64());
    }

    /// <summary>Neither bytes that are no part of it nor a format that is told too late may turn what follows into noise.</summary>
    [Fact]
    public async Task Audio_BehindStrayBytesAndALateFormat_IsHeardAsBefore()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SpeakAsync(ScriptedAudio.Sentences(1));
        await program.SendBytesAsync([0xff, 0xfe, 0xfd]);
        await program.SendBytesAsync(Encoding.ASCII.GetBytes("{\"audio_data\":\"QUJD"));
        await program.SendBytesAsync(WavOf([], sampleRate: 44_100));
        await program.SendAsync(new { sample_rate = 44100, channels = 2 });
        await program.SpeakAsync(ScriptedAudio.Sentences(1, first: 2));
        await program.CloseAsync();

        Assert.Equal(["w1", "w2"], await _server.TranscriptAsync(IdOf(await EndedCallAsync())));
    }

    [Fact]
    public async Task BothSides_OfACall_AreKeptApart()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = 16000, channels = 2 });
        await program.HearAsync();
        var (left, right) = (ScriptedAudio.Sentences(1, first: 1), ScriptedAudio.Sentences(1, first: 5));
        await program.SpeakAsync([.. Enumerable.Range(0, left.Length / 2).SelectMany(sample => (byte[])[left[2 * sample], left[(2 * sample) + 1], right[2 * sample], right[(2 * sample) + 1]])]);
        await program.CloseAsync();

        var id = IdOf(await EndedCallAsync());
        var page = await _server.GetJsonAsync($"/api/sessions/{id}/transcript");
        var said = page.GetProperty("segments").EnumerateArray().Select(segment => $"{segment.GetProperty("channel").GetString()} {segment.GetProperty("text").GetString()}").Order();
        Assert.Equal(["call.left w1", "call.right w5"], said);
    }

    [Fact]
    public async Task Callers_AtTheSameTime_AreNotMixed()
    {
        await using var one = await CaptureProgram.ConnectAsync(_server);
        await using var other = await CaptureProgram.ConnectAsync(_server);
        var ids = new List<string>();
        foreach (var program in (CaptureProgram[])[one, other])
        {
            await program.SendAsync(new { sample_rate = 16000 });
            ids.Add((await program.HearAsync())!.Value.GetProperty("session_id").GetString()!);
        }

        await Task.WhenAll(one.SpeakAsync(ScriptedAudio.Sentences(2, first: 1)), other.SpeakAsync(ScriptedAudio.Sentences(2, first: 11)));
        await EndAsync(one, ids[0]);
        await EndAsync(other, ids[1]);

        Assert.Equal(["w1", "w2"], await _server.TranscriptAsync(ids[0]));
        Assert.Equal(["w11", "w12"], await _server.TranscriptAsync(ids[1]));
    }

    /// <summary>Bad messages never end a call.</summary>
    [Theory]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"hello":"world"}""")]
    [InlineData("""{"audio_data":7}""")]
    [InlineData("""{"audio_data":"%%%"}""")]
    [InlineData("""{"audio_data":""}""")]
    [InlineData("""{"event":"start"}""")]
    [InlineData("""{"event":"media"}""")]
    [InlineData("""{"event":"media","media":{"payload":"////"}}""")]
    public async Task Message_ThatMakesNoSense_IsIgnored(string message)
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendTextAsync(message);
        await program.SpeakAsync(ScriptedAudio.Sentences(1));
        await program.SendTextAsync(message);
        await program.CloseAsync();

        Assert.Equal(["w1"], await _server.TranscriptAsync(IdOf(await EndedCallAsync())));
    }

    public static TheoryData<int> Rates => [.. SampleRates.All];

    /// <summary>Whatever the sound card of a capture program gives.</summary>
    [Theory]
    [MemberData(nameof(Rates))]
    public async Task Audio_OfEachRate_IsHeard(int rate)
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = rate, channels = 1 });
        await program.HearAsync();
        // A word of a fifth of a second, and as much silence.
        await program.SpeakAsync([.. Enumerable.Range(0, rate / 5 * 2).SelectMany(sample => (byte[])[sample < rate / 5 ? (byte)1 : (byte)0, 0])]);
        await program.CloseAsync();

        Assert.Equal(["w1"], await _server.TranscriptAsync(IdOf(await EndedCallAsync())));
    }

    /// <summary>At another rate than is heard all would be garbage, without anybody knowing.</summary>
    [Theory]
    [InlineData("""{"sample_rate":22000}""", "audio.unsupported-rate")]
    [InlineData("""{"sample_rate":"x","channels":1}""", "audio.unsupported-rate")]
    [InlineData("""{"sample_rate":44100,"channels":"mono"}""", "audio.unsupported-channels")]
    [InlineData("""{"sample_rate":16000,"channels":3}""", "audio.unsupported-channels")]
    public async Task Format_ThatCantBeHeard_EndsTheCallWithItsCode(string message, string code)
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);

        await program.SendTextAsync(message);

        var error = (await program.HearAsync())!.Value;
        Assert.Equal("error", error.GetProperty("status").GetString());
        Assert.Equal(code, error.GetProperty("code").GetString());
        Assert.Null(await program.HearAsync());
        Assert.Equal((4400, code), program.Closed);
    }

    [Fact]
    public async Task Message_ThatIsTooLarge_EndsTheCall()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);

        await program.SendTextAsync(new string('x', (1 << 20) + 1));

        Assert.Equal("audio.frame-too-large", (await program.HearAsync())!.Value.GetProperty("code").GetString());
        Assert.Null(await program.HearAsync());
        Assert.Equal(1009, program.Closed.Code);
    }

    [Fact]
    public async Task Call_WhoseSessionIsEndedElsewhere_Ends()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = 16000 });
        await _server.EndSessionAsync((await program.HearAsync())!.Value.GetProperty("session_id").GetString()!);

        await program.SpeakAsync(ScriptedAudio.Word(1, 100));

        Assert.Equal("session.ended", (await program.HearAsync())!.Value.GetProperty("code").GetString());
        Assert.Null(await program.HearAsync());
        Assert.Equal((4410, "session.ended"), program.Closed);
    }

    /// <summary>Whoever connects and says nothing leaves no call behind.</summary>
    [Fact]
    public async Task Connection_WithoutAudio_IsNoCall()
    {
        var before = (await _server.GetJsonAsync("/api/sessions")).GetArrayLength();
        await using (var silent = await CaptureProgram.ConnectAsync(_server))
        {
            await silent.SendTextAsync("{}");
            await silent.CloseAsync();
        }

        Assert.Equal(before, (await _server.GetJsonAsync("/api/sessions")).GetArrayLength());
    }

    [Fact]
    public async Task Request_ThatIsNoSocket_IsTold()
    {
        var address = _server.Provider.GetRequiredService<CloudTargetListener>().Address!;

        using var response = await _server.Http.GetAsync(new Uri(address, "/health"));

        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
        Assert.Contains("request.upgrade-required", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatStops_SaysSo()
    {
        await using var program = await CaptureProgram.ConnectAsync(_server);
        await program.SendAsync(new { sample_rate = 16000 });
        var id = (await program.HearAsync())!.Value.GetProperty("session_id").GetString();

        var restart = _server.RestartAsync();

        Assert.Equal("server.stopping", (await program.HearAsync())!.Value.GetProperty("code").GetString());
        Assert.Null(await program.HearAsync());
        Assert.Equal((1001, "server.stopping"), program.Closed);
        await restart.Within("restarting");
        // Nobody could go on with it.
        Assert.Equal("ended", (await _server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("status").GetString());
    }

    [Fact]
    public void Listener_ThatNobodyAskedFor_IsNotThere() => Assert.Null(shared.Provider.GetRequiredService<CloudTargetListener>().Address);

    private static string IdOf(JsonElement session) => session.GetProperty("id").GetString()!;

    /// <summary>A file as a recorder makes it, with a chunk before the samples.</summary>
    private static byte[] WavOf(byte[] pcm, int sampleRate = ScriptedAudio.SampleRate)
    {
        using var wav = new MemoryStream();
        using var writer = new BinaryWriter(wav);
        writer.Write("RIFF"u8);
        writer.Write(36 + 12 + pcm.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(sampleRate);
        writer.Write(2 * sampleRate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("LIST"u8);
        writer.Write(3);
        writer.Write("abc\0"u8);
        writer.Write("data"u8);
        writer.Write(pcm.Length);
        writer.Write(pcm);
        return wav.ToArray();
    }

    private async Task EndAsync(CaptureProgram program, string id)
    {
        await using var feed = await FeedClient.ConnectAsync(_server, id, after: 0);
        await program.CloseAsync();
        await feed.EventAsync("session.ended");
    }

    /// <summary>The newest call, when it has ended: these tests run one after the other.</summary>
    private async Task<JsonElement> EndedCallAsync()
    {
        var id = IdOf((await _server.GetJsonAsync("/api/sessions?type=call"))[0]);
        await using var feed = await FeedClient.ConnectAsync(_server, id, after: 0);
        await feed.EventAsync("session.ended");
        return await _server.GetJsonAsync($"/api/sessions/{id}");
    }
}
