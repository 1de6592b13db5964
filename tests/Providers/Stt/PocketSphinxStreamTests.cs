using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using MeetingIntel.Providers.Tests.Audio;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>The real recogniser: how streams behave beside each other, under pressure and at their ends.</summary>
public sealed class PocketSphinxStreamTests(PocketSphinxFixture fixture)
{
    private const string First = "The customer can start testing on Monday";
    private const string Second = "Our next topic is the budget";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.8);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadEventsAsync_TenChannelsOnThreeDecoders_AreAllRightAndNoneMixed()
    {
        await using var provider = PocketSphinxFixture.Create(new PocketSphinxOptions { MaxDecoders = 3 });
        string[] sentences = [First, Second, "That is great news", "I agree with the plan", "How many people will join the training"];
        var recordings = await Task.WhenAll(Enumerable.Range(0, 10).Select(channel =>
            Task.Run(() => Recording.OfAsync(provider, TestSpeech.Say("slt", Pause, sentences[channel % sentences.Length]), frameSamples: 160 + (channel * 31)))));
        for (var channel = 0; channel < recordings.Length; channel++)
        {
            Assert.Equal(sentences[channel % sentences.Length], recordings[channel].Text);
        }

        Assert.InRange(provider.Decoders, 1, 3);
    }

    [Fact]
    public async Task FinalizeAsync_InMidSentence_GivesTheWordsSoFarAndCoversAllAudio()
    {
        var audio = TestSpeech.Join(TestSpeech.Silence(Pause), TestSpeech.Say("that is great news when can the customer start testing"));
        var half = (int)(Pause.TotalSeconds * TestSpeech.SampleRate) + TestSpeech.Say("that is great news").Length - 1_237;
        await using var stream = await OpenAsync(fixture.Provider);
        var reader = new EventReader(stream);
        await stream.WriteAsync(TestSpeech.Bytes(audio.AsSpan(0, half)), Cancellation);
        await stream.FinalizeAsync(Cancellation);
        var cut = await reader.UntilAsync<SttFinal>("the finalized part");
        Assert.StartsWith("That is", cut.Text, StringComparison.Ordinal);
        Assert.Equal(half, Sample(cut.Watermark));
        await stream.WriteAsync(TestSpeech.Bytes(audio.AsSpan(half)), Cancellation);
        await stream.CompleteAsync(Cancellation);
        var rest = await reader.UntilAsync<SttFinal>("the rest");
        Assert.EndsWith("start testing", rest.Text, StringComparison.Ordinal);
        Assert.InRange(rest.Start, cut.Watermark, TimeSpan.MaxValue);
        Assert.Equal(audio.Length, Sample(rest.Watermark));
        Assert.True(await reader.EndsAsync());
    }

    [Fact]
    public async Task FinalizeAsync_InSilence_MovesTheWatermarkToTheLastSample()
    {
        await using var stream = await OpenAsync(fixture.Provider);
        var reader = new EventReader(stream);
        await stream.WriteAsync(new byte[2 * 1_001], Cancellation);
        await stream.FinalizeAsync(Cancellation);
        Assert.Equal(1_001, Sample((await reader.UntilAsync<SttWatermark>("the finalized silence")).Time));
        await stream.FinalizeAsync(Cancellation);
        await stream.CompleteAsync(Cancellation);
        Assert.True(await reader.EndsAsync());
    }

    [Fact]
    public async Task CompleteAsync_WithoutAudio_EndsTheEvents() =>
        Assert.Empty((await Recording.OfAsync(fixture.Provider, [])).Events);

    [Fact]
    public async Task WriteAsync_WhileAnotherHoldsTheOnlyDecoder_WaitsAndLosesNothing()
    {
        await using var provider = PocketSphinxFixture.Create(new PocketSphinxOptions { MaxDecoders = 1, StallTimeout = TimeSpan.FromMinutes(5) });
        await using var talker = await OpenAsync(provider);
        var talking = new EventReader(talker);
        await talker.WriteAsync(TestSpeech.Bytes(TestSpeech.Join(TestSpeech.Silence(Pause), TestSpeech.Say(First))), Cancellation);
        _ = await talking.UntilAsync<SttPartial>("the talker's first words");

        // More than fits: its first sentence can't be decoded while the talker has not ended.
        var waiting = Recording.OfAsync(provider, TestSpeech.Say("slt", Pause, Second, First, Second));
        await using var quiet = await OpenAsync(provider);
        await quiet.WriteAsync(new byte[TestSpeech.SampleRate], Cancellation);
        await quiet.CompleteAsync(Cancellation);
        Assert.True(await new EventReader(quiet).EndsAsync());
        Assert.False(waiting.IsCompleted);

        await talker.CompleteAsync(Cancellation);
        Assert.Equal(First, (await talking.UntilAsync<SttFinal>("the talker's sentence")).Text);
        Assert.Equal($"{Second} | {First} | {Second}", (await waiting).Text);
        Assert.Equal(1, provider.Decoders);
    }

    [Fact]
    public async Task WriteAsync_SpeakerWhoseAudioStopped_GivesTheDecoderToOthersAndIsHeardLater()
    {
        var time = new ManualTime();
        var options = new PocketSphinxOptions { MaxDecoders = 1 };
        await using var provider = PocketSphinxFixture.Create(options, time);
        var sentence = TestSpeech.Say("slt", Pause, First);
        await using var stalled = await OpenAsync(provider);
        var stalledEvents = new EventReader(stalled);
        await stalled.WriteAsync(TestSpeech.Bytes(sentence.AsSpan(0, sentence.Length / 2)), Cancellation);
        _ = await stalledEvents.UntilAsync<SttPartial>("the stalled speaker's first words");

        // Time passes until the other one has got the decoder; when that is depends on threads, so it goes on passing.
        var other = Recording.OfAsync(provider, TestSpeech.Say("slt", Pause, Second));
        using var driving = new Timer(_ => time.Advance(options.StallTimeout), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(20));
        Assert.Equal(Second, (await other.WaitAsync(Patience, Cancellation)).Text);

        await stalled.WriteAsync(TestSpeech.Bytes(sentence.AsSpan(sentence.Length / 2)), Cancellation);
        await stalled.CompleteAsync(Cancellation);
        Assert.Equal(First, (await stalledEvents.UntilAsync<SttFinal>("the stalled speaker's sentence")).Text);
    }

    [Fact]
    public async Task Decoders_WhenNobodySpeaksForAWhile_AreFreed()
    {
        var time = new ManualTime();
        var options = new PocketSphinxOptions { MaxDecoders = 3, WarmDecoders = 1 };
        await using var provider = PocketSphinxFixture.Create(options, time);
        var recordings = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Recording.OfAsync(provider, TestSpeech.Say("slt", Pause, First, Second)))));
        Assert.All(recordings, recording => Assert.Equal($"{First} | {Second}", recording.Text));
        Assert.InRange(provider.Decoders, 2, 3);
        time.Advance(options.IdleTimeout * 2);
        Assert.Equal(1, provider.Decoders);
    }

    [Fact]
    public async Task DisposeAsync_WithAWriterWaiting_FailsTheWriter()
    {
        var stream = await OpenAsync(fixture.Provider);
        var reader = new EventReader(stream);

        // Nobody reads on, so decoding and then writing come to a halt.
        var writing = WriteForeverAsync(stream);
        _ = await reader.UntilAsync<SttWatermark>("the first watermark");
        await stream.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => writing.WaitAsync(Patience, Cancellation));
    }

    [Fact]
    public async Task WriteAsync_HalfASampleOrAfterTheEnd_Throws()
    {
        await using var stream = await OpenAsync(fixture.Provider);
        await Assert.ThrowsAsync<ArgumentException>(async () => await stream.WriteAsync(new byte[3], Cancellation));
        await stream.CompleteAsync(Cancellation);
        await stream.CompleteAsync(Cancellation);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await stream.WriteAsync(new byte[2], Cancellation));
    }

    [Fact]
    public async Task OpenAsync_AnotherLanguage_IsRefused()
    {
        var refusal = await Assert.ThrowsAsync<SttException>(async () => await fixture.Provider.OpenAsync(new SttStreamOptions("de-DE"), Cancellation));
        Assert.Equal(("stt.language-unsupported", false), (refusal.Code, refusal.Recoverable));
    }

    private static ValueTask<ISttStream> OpenAsync(ISttProvider provider) => provider.OpenAsync(new SttStreamOptions(), Cancellation);

    private static long Sample(TimeSpan time) => time.Ticks / (TimeSpan.TicksPerSecond / TestSpeech.SampleRate);

    private static async Task WriteForeverAsync(ISttStream stream)
    {
        var silence = new byte[32_000];
        while (true)
        {
            await stream.WriteAsync(silence, Cancellation);
        }
    }
}
