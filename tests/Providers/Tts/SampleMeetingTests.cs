using System.Runtime.InteropServices;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Tests.Stt;
using MeetingIntel.Providers.Tts;
using MeetingIntel.Providers.Tts.SampleMeeting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tests.Tts;

public sealed class SampleMeetingTests(PocketSphinxFixture fixture) : IDisposable
{
    private const int HeaderBytes = 44;
    private readonly string _folder = Directory.CreateTempSubdirectory("meeting-intel-sample-").FullName;
    private readonly CountingSynthesiser _synthesiser = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task GetAsync_FirstUsesAtOnce_MakeItOnceAndItIsKept()
    {
        using var meeting = Create();
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => meeting.GetAsync(Cancellation)));
        Assert.All(all, one => Assert.Same(all[0], one));
        Assert.Equal(all[0].Turns.Count, _synthesiser.Requests);
        using var later = Create();
        Assert.Equal(all[0].Channels, (await later.GetAsync(Cancellation)).Channels);
        Assert.Equal(all[0].Turns.Count, _synthesiser.Requests);
    }

    [Fact]
    public async Task GetAsync_FileTakenAway_IsMadeAgain()
    {
        using var meeting = Create();
        var first = await meeting.GetAsync(Cancellation);
        File.Delete(first.Channels[1].WavPath);
        Assert.All((await meeting.GetAsync(Cancellation)).Channels, channel => Assert.Equal(channel.Bytes, new FileInfo(channel.WavPath).Length));
        Assert.Single(Directory.GetDirectories(_folder));
    }

    [Fact]
    public async Task GetAsync_SynthesiserFails_LeavesNothingAndTheNextTryWorks()
    {
        using var meeting = Create();
        _synthesiser.FailAt = 5;
        _ = await Assert.ThrowsAsync<SpeechSynthesisException>(() => meeting.GetAsync(Cancellation));
        Assert.Empty(Directory.GetDirectories(_folder));
        Assert.NotEmpty((await meeting.GetAsync(Cancellation)).Channels);
    }

    [Fact]
    public async Task GetAsync_Channels_AreEquallyLongAndOneSpeaksAtATime()
    {
        using var meeting = Create();
        var sample = await meeting.GetAsync(Cancellation);
        Assert.Equal(["Ana", "Ben", "Callum", "Dev"], sample.Channels.Select(channel => channel.Speaker));
        Assert.InRange(sample.Duration, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(140));
        var pcm = sample.Channels.ToDictionary(channel => channel.Channel, channel => MemoryMarshal.Cast<byte, short>(File.ReadAllBytes(channel.WavPath).AsSpan(HeaderBytes)).ToArray(), StringComparer.Ordinal);
        Assert.All(pcm.Values, samples => Assert.Equal((int)(sample.Duration.TotalSeconds * 16_000), samples.Length));
        Assert.All(sample.Turns.Zip(sample.Turns.Skip(1)), pair => Assert.InRange(pair.Second.Start - pair.First.End, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(1)));
        foreach (var turn in sample.Turns)
        {
            var range = (int)(turn.Start.TotalSeconds * 16_000)..(int)(turn.End.TotalSeconds * 16_000);
            Assert.InRange(PcmLevel.Measure(pcm[turn.Channel].AsSpan(range)), -40, -5);
            Assert.All(pcm.Where(other => other.Key != turn.Channel), other => Assert.Equal(PcmLevel.Silence, PcmLevel.Measure(other.Value.AsSpan(range))));
        }
    }

    [Fact]
    public async Task GetAsync_Transcribed_HasAtMostTenWrongWordsOfAHundredAndEveryPromiseRight()
    {
        using var meeting = Create();
        var sample = await meeting.GetAsync(Cancellation);
        var heard = (await Task.WhenAll(sample.Channels.Select(HearAsync))).ToDictionary(StringComparer.Ordinal);
        var errors = 0;
        foreach (var turn in sample.Turns)
        {
            var text = string.Join(' ', heard[turn.Channel].Finals.Where(final => final.Start < turn.End && final.End > turn.Start).Select(final => final.Text));
            errors += WordErrors.Count(turn.Text, text);
            if (turn.Text.Contains("I will", StringComparison.Ordinal) || turn.Text.Contains("decided", StringComparison.Ordinal))
            {
                Assert.Equal(turn.Text, text);
            }
        }

        Assert.InRange((double)errors / sample.Turns.Sum(turn => turn.Text.Split(' ').Length), 0, 0.1);
    }

    private async Task<KeyValuePair<string, Recording>> HearAsync(SampleMeetingChannel channel)
    {
        var pcm = MemoryMarshal.Cast<byte, short>((await File.ReadAllBytesAsync(channel.WavPath, Cancellation)).AsSpan(HeaderBytes)).ToArray();
        return new(channel.Channel, await Recording.OfAsync(fixture.Provider, pcm));
    }

    private ScriptedSampleMeeting Create() => new(_synthesiser, Options.Create(new SampleMeetingOptions { CachePath = _folder }));

    private sealed class CountingSynthesiser : ISpeechSynthesiser
    {
        private readonly FliteSynthesiser _inner = new(Options.Create(new FliteOptions()));
        private int _requests;

        public string Name => _inner.Name;

        public IReadOnlyList<string> Voices => _inner.Voices;

        internal int Requests => _requests;

        internal int? FailAt { get; set; }

        public Task<SynthesisedSpeech> SynthesiseAsync(SpeechRequest request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _requests) == FailAt ? throw new SpeechSynthesisException("tts.failed", "As told.") : _inner.SynthesiseAsync(request, cancellationToken);
    }
}
