using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Providers.Stt.Endpointing;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt.Endpointing;

public sealed class EndpointerTests
{
    private const int Millisecond = 16;
    private const int Frame = VoiceDetector.FrameSamples;

    [Fact]
    public void Listen_Sentence_BeginsBeforeTheVoiceAndEndsAfterTheHangOver()
    {
        var voice = Voice(1_000);
        var found = Find([.. Quiet(1_500), .. voice, .. Quiet(1_000)]);
        var (start, voiceStart, end) = Assert.Single(found);
        Assert.Equal(1_500 * Millisecond, voiceStart, 2.0 * Frame);
        Assert.Equal(voiceStart - Endpointer.PreRoll, start);
        Assert.Equal((2_500 * Millisecond) + Endpointer.HangOver, end, 3.0 * Frame);
    }

    [Fact]
    public void Listen_PauseShorterThanTheHangOver_IsOneUtterance() =>
        Assert.Single(Find([.. Quiet(500), .. Voice(600), .. Quiet(400), .. Voice(600), .. Quiet(1_000)]));

    [Fact]
    public void Listen_Clicks_AreNoSpeech()
    {
        List<short> audio = [.. Quiet(1_000)];
        for (var i = 0; i < 20; i++)
        {
            audio.AddRange(Voice(20));
            audio.AddRange(Quiet(300));
        }

        Assert.Empty(Find([.. audio]));
    }

    [Fact]
    public void Listen_NoiseThatStays_BecomesTheFloor()
    {
        // A fan that is switched on may count as speech until the floor has risen; then it is silence, and a voice above it is still found.
        var fan = TestSpeech.Noise(TimeSpan.FromSeconds(12), 0.02);
        var voice = Voice(800);
        for (var i = 0; i < voice.Length; i++)
        {
            fan[(8_000 * Millisecond) + i] += voice[i];
        }

        var found = Find([.. Quiet(500), .. fan]);
        Assert.InRange(found.Count, 1, 2);
        Assert.Equal(8_500 * Millisecond, found[^1].VoiceStart, 3.0 * Frame);
        Assert.All(found.SkipLast(1), earlier => Assert.InRange(earlier.End, 0, 4_500 * Millisecond));
    }

    [Fact]
    public void Listen_StreamThatBeginsInMidSentence_HearsItFromItsFirstSample()
    {
        var (start, _, _) = Find([.. Voice(1_000), .. Quiet(1_000)])[0];
        Assert.Equal(0, start);
    }

    [Fact]
    public void Flush_VoiceThatOnlyJustBegan_IsAnUtterance()
    {
        var endpointer = new Endpointer();
        Listen(endpointer, [.. Quiet(500), .. Voice(40)]);
        Assert.False(endpointer.InSpeech);
        Assert.Equal(Endpoint.Ended, endpointer.Flush());
        Assert.Equal(endpointer.Heard, endpointer.Watermark);
    }

    [Fact]
    public void Listen_EndlessVoice_IsOverlongAndGoesOnFromTheCut()
    {
        var endpointer = new Endpointer();
        var voice = Voice(30_000);
        var at = 0;
        while (endpointer.Listen(voice.AsSpan(at, Frame)) != Endpoint.Overlong)
        {
            at += Frame;
        }

        Assert.Equal(Endpointer.Longest, endpointer.Heard - endpointer.UtteranceStart);
        var cut = endpointer.Heard - (100 * Frame);
        endpointer.Cut(cut);
        Assert.True(endpointer.InSpeech);
        Assert.Equal(cut, endpointer.UtteranceStart);
        Assert.Equal(Endpoint.None, endpointer.Listen(voice.AsSpan(at + Frame, Frame)));
    }

    [Fact]
    public void Watermark_AnyAudio_NeverFallsAndNoUtteranceBeginsBeforeIt() =>
        Prop.ForAll(
            Gen.Choose(1, 80).Two().Select(pair => (Voice: pair.Item1, Quiet: pair.Item2)).ArrayOf().ToArbitrary(),
            parts =>
            {
                var endpointer = new Endpointer();
                long watermark = 0;
                var audio = parts.SelectMany(part => Voice(part.Voice * 10).Concat(Quiet(part.Quiet * 10))).ToArray();
                for (var at = 0; at + Frame <= audio.Length; at += Frame)
                {
                    var said = endpointer.Listen(audio.AsSpan(at, Frame));
                    if (said == Endpoint.Began && endpointer.UtteranceStart < watermark)
                    {
                        return false;
                    }

                    if (!endpointer.InSpeech)
                    {
                        if (endpointer.Watermark < watermark)
                        {
                            return false;
                        }

                        watermark = endpointer.Watermark;
                        endpointer.Settle(watermark);
                    }
                }

                return true;
            }).QuickCheckThrowOnFailure();

    private static List<(long Start, long VoiceStart, long End)> Find(short[] audio)
    {
        var endpointer = new Endpointer();
        var found = new List<(long, long, long)>();
        for (var at = 0; at + Frame <= audio.Length; at += Frame)
        {
            if (endpointer.Listen(audio.AsSpan(at, Frame)) == Endpoint.Ended)
            {
                found.Add((endpointer.UtteranceStart, endpointer.VoiceStart, endpointer.Heard));
            }
        }

        return found;
    }

    private static void Listen(Endpointer endpointer, short[] audio)
    {
        for (var at = 0; at + Frame <= audio.Length; at += Frame)
        {
            _ = endpointer.Listen(audio.AsSpan(at, Frame));
        }
    }

    private static short[] Quiet(int milliseconds) => TestSpeech.Noise(TimeSpan.FromMilliseconds(milliseconds), 0.0005);

    /// <summary>As loud as speech, and like it with a closure every 200 ms.</summary>
    private static short[] Voice(int milliseconds)
    {
        var voice = TestTone.Sine(16_000, 700, milliseconds * Millisecond, 0.2);
        for (var i = 0; i < voice.Length; i++)
        {
            voice[i] = i / Millisecond % 200 < 160 ? voice[i] : (short)(voice[i] / 200);
        }

        return voice;
    }
}
