using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tts;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests.Tts;

public sealed class FliteSynthesiserTests
{
    private readonly FliteSynthesiser _flite = new(Options.Create(new FliteOptions()));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("slt")]
    [InlineData("rms")]
    [InlineData("awb")]
    [InlineData("kal16")]
    public async Task SynthesiseAsync_EveryVoice_Speaks(string voice)
    {
        var speech = await _flite.SynthesiseAsync(new SpeechRequest("good morning everyone", voice), Cancellation);
        Assert.Equal(16_000, speech.SampleRate);
        Assert.InRange(speech.Duration.TotalSeconds, 0.8, 3);
        Assert.InRange(PcmLevel.Measure(speech.Samples.Span), -40, -5);
    }

    [Fact]
    public async Task SynthesiseAsync_Stretched_TakesLonger()
    {
        var plain = await _flite.SynthesiseAsync(new SpeechRequest("good morning everyone", "slt"), Cancellation);
        var slow = await _flite.SynthesiseAsync(new SpeechRequest("good morning everyone", "slt", Stretch: 1.5), Cancellation);
        Assert.InRange(slow.Duration / plain.Duration, 1.3, 1.7);
    }

    [Theory]
    [InlineData("hello", "nobody", 1.0, null, "tts.voice-unknown")]
    [InlineData(" ", "slt", 1.0, null, "tts.text-invalid")]
    [InlineData("hello", "slt", 0.1, null, "tts.text-invalid")]
    [InlineData("hello", "slt", double.NaN, null, "tts.text-invalid")]
    [InlineData("hello", "slt", 1.0, 10.0, "tts.text-invalid")]
    public async Task SynthesiseAsync_BadRequest_HasItsCode(string text, string voice, double stretch, double? pitch, string code)
    {
        var refusal = await Assert.ThrowsAsync<SpeechSynthesisException>(() => _flite.SynthesiseAsync(new SpeechRequest(text, voice, stretch, pitch), Cancellation));
        Assert.Equal(code, refusal.Code);
    }

    [Fact]
    public async Task SynthesiseAsync_TextThatLooksLikeAFileOrAnOption_IsSpoken()
    {
        // Not read from the disk: a file's contents would take minutes to speak.
        var speech = await _flite.SynthesiseAsync(new SpeechRequest("/etc/services", "slt"), Cancellation);
        Assert.InRange(speech.Duration.TotalSeconds, 0.5, 10);
        speech = await _flite.SynthesiseAsync(new SpeechRequest("--help", "slt"), Cancellation);
        Assert.InRange(speech.Duration.TotalSeconds, 0.1, 10);
    }

    [Fact]
    public async Task SynthesiseAsync_WithoutFlite_SaysWhatToInstall()
    {
        var flite = new FliteSynthesiser(Options.Create(new FliteOptions { Program = "no-such-flite" }));
        var refusal = await Assert.ThrowsAsync<SpeechSynthesisException>(() => flite.SynthesiseAsync(new SpeechRequest("hello", "slt"), Cancellation));
        Assert.Equal("tts.unavailable", refusal.Code);
    }
}
