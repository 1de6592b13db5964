using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>The real recogniser on real (synthesised) speech: what one stream says.</summary>
public sealed class PocketSphinxTests(PocketSphinxFixture fixture)
{
    private const string Promise = "I will call the customer this afternoon";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.8);
    private static readonly string[] Sentences = [Promise, "Our next topic is the budget", "Thank you all and have a great day"];

    [Fact]
    public async Task ReadEventsAsync_SentencesWithPauses_AreTranscribedWordForWord()
    {
        var recording = await Recording.OfAsync(fixture.Provider, TestSpeech.Say("slt", Pause, Sentences));
        Assert.Equal(string.Join(" | ", Sentences), recording.Text);
        recording.AssertSound(TestSpeech.Say("slt", Pause, Sentences).Length);
    }

    [Fact]
    public async Task ReadEventsAsync_Words_StandWhereTheyAreSpoken()
    {
        var first = TestSpeech.Say(Sentences[1]).Length;
        var gap = TimeSpan.FromSeconds(3);
        var recording = await Recording.OfAsync(fixture.Provider, TestSpeech.Say("slt", gap, Sentences[1], Sentences[2]));
        var begin = gap + Time(first) + gap;
        Assert.All(recording.Finals[0].Words, word => Assert.InRange(word.Start, gap, gap + Time(first)));
        Assert.All(recording.Finals[1].Words, word => Assert.InRange(word.Start, begin, begin + TimeSpan.FromSeconds(3)));
        Assert.All(recording.Finals.SelectMany(final => final.Words), word => Assert.InRange(word.Confidence, 0.01, 1));
        Assert.All(recording.Finals, final => Assert.Equal(final.Text, string.Join(' ', final.Words.Select(word => word.Text))));
        Assert.All(recording.Finals, final => Assert.InRange(final.Confidence!.Value, 0.5, 1));
    }

    [Fact]
    public async Task ReadEventsAsync_AnyFrameSize_SaysTheSame()
    {
        var audio = TestSpeech.Say("slt", Pause, Sentences[1]);
        var expected = await Recording.OfAsync(fixture.Provider, audio, frameSamples: 320);
        Assert.Equal(Sentences[1], expected.Text);
        foreach (var frameSamples in new[] { 16, 777, 16_000 })
        {
            Assert.Equal(expected.Outcome, (await Recording.OfAsync(fixture.Provider, audio, frameSamples)).Outcome);
        }
    }

    [Fact]
    public async Task ReadEventsAsync_AfterAnotherSpeakerOnTheSameDecoder_SaysTheSame()
    {
        await using var provider = PocketSphinxFixture.Create(new PocketSphinxOptions { MaxDecoders = 1 });
        var audio = TestSpeech.Say("slt", Pause, Sentences[1]);
        var fresh = await Recording.OfAsync(provider, audio);
        _ = await Recording.OfAsync(provider, TestSpeech.Say("kal16", Pause, "good morning"));
        _ = await Recording.OfAsync(provider, TestSpeech.Noise(TimeSpan.FromSeconds(1), 0.3));
        Assert.Equal(fresh.Outcome, (await Recording.OfAsync(provider, audio)).Outcome);
        Assert.Equal(1, provider.Decoders);
    }

    [Fact]
    public async Task ReadEventsAsync_FromAnyWatermark_GivesTheRemainingSentencesOnce()
    {
        var audio = TestSpeech.Say("slt", Pause, Sentences);
        var whole = await Recording.OfAsync(fixture.Provider, audio);
        foreach (var watermark in whole.Watermarks.Distinct())
        {
            var remaining = whole.Finals.Where(final => final.Watermark > watermark).Select(final => final.Text);
            var from = (int)(watermark.Ticks / (TimeSpan.TicksPerSecond / TestSpeech.SampleRate));
            Assert.Equal(0, from % 160);
            var resumed = await Recording.OfAsync(fixture.Provider, audio[from..]);
            Assert.Equal(string.Join(" | ", remaining), resumed.Text);
        }
    }

    [Fact]
    public async Task ReadEventsAsync_Silence_IsWatermarksOnlyAndTakesNoDecoder()
    {
        await using var provider = PocketSphinxFixture.Create(new PocketSphinxOptions { WarmDecoders = 0 });
        var recording = await Recording.OfAsync(provider, TestSpeech.Silence(TimeSpan.FromMinutes(2)));
        Assert.All(recording.Events, said => Assert.IsType<SttWatermark>(said));
        Assert.Equal(TimeSpan.FromMinutes(2), recording.Watermarks[^1]);
        Assert.InRange(recording.Events.Count, 200, 300);
        Assert.Equal(0, provider.Decoders);
    }

    [Fact]
    public async Task ReadEventsAsync_Noise_SaysNothing()
    {
        var audio = TestSpeech.Join(TestSpeech.Silence(TimeSpan.FromSeconds(1)), TestSpeech.Noise(TimeSpan.FromSeconds(6), 0.05));
        var recording = await Recording.OfAsync(fixture.Provider, audio);
        Assert.Empty(recording.Finals);
        recording.AssertSound(audio.Length);
    }

    [Fact]
    public async Task ReadEventsAsync_WhileSomebodySpeaks_SendsPartialsEveryHalfSecondOfAudio()
    {
        var recording = await Recording.OfAsync(fixture.Provider, TestSpeech.Say("slt", Pause, Promise));
        var final = Assert.Single(recording.Finals);
        var heard = recording.Partials.Where(partial => partial.Text.Length > 0).Select(partial => partial.End).ToList();
        Assert.InRange(heard[0] - final.Start, TimeSpan.Zero, TimeSpan.FromSeconds(0.8));
        foreach (var (earlier, later) in heard.Zip(heard.Skip(1)))
        {
            Assert.InRange(later - earlier, TimeSpan.FromSeconds(0.1), TimeSpan.FromSeconds(0.5));
        }

        Assert.InRange(final.End - heard[^1], TimeSpan.MinValue, TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public async Task ReadEventsAsync_TwentyFiveSecondsWithoutAPause_IsCutBetweenWords()
    {
        var text = string.Join(" and ", Enumerable.Repeat("i agree with the plan and our next topic is the budget and the customer can start testing on monday", 5));
        var audio = TestSpeech.Say(text);
        Assert.InRange(Time(audio.Length), TimeSpan.FromSeconds(21), TimeSpan.FromSeconds(40));
        var recording = await Recording.OfAsync(fixture.Provider, audio);
        Assert.InRange(recording.Finals.Count, 2, 3);
        recording.AssertSound(audio.Length);
        Assert.InRange(WordErrors.Rate(text, string.Join(' ', recording.Finals.Select(final => final.Text))), 0, 0.1);
        Assert.All(recording.Finals, final => Assert.InRange(final.End - final.Start, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
    }

    private static TimeSpan Time(int samples) => TimeSpan.FromSeconds((double)samples / TestSpeech.SampleRate);
}
