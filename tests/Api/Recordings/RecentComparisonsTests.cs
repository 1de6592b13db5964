using MeetingIntel.Api.Transcripts;
using MeetingIntel.Recordings;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Recordings;

public sealed class RecentComparisonsTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RecentComparisons _recent;

    public RecentComparisonsTests() => _recent = new(_time);

    public void Dispose() => _recent.Dispose();

    [Fact]
    public void Keep_WhenThereIsNoRoom_ForgetsTheOldest()
    {
        var large = Comparison(words: RecentComparisons.Room / 5);
        _recent.Keep(Which(1), large);
        _recent.Keep(Which(2), large);

        _recent.Keep(Which(3), large);

        Assert.Equal([false, true, true], Enumerable.Range(1, 3).Select(Knows));
    }

    [Fact]
    public void Keep_OfOneThatTakesMoreThanAllTheRoom_KeepsTheOthers()
    {
        _recent.Keep(Which(1), Comparison(words: 3));

        _recent.Keep(Which(2), Comparison(words: RecentComparisons.Room / 2));

        Assert.Equal([true, false], Enumerable.Range(1, 2).Select(Knows));
    }

    [Fact]
    public void Keep_OfTheSameOneAgain_TakesItsRoomOnce()
    {
        var large = Comparison(words: RecentComparisons.Room / 5);
        _recent.Keep(Which(1), large);

        _recent.Keep(Which(2), large);
        _recent.Keep(Which(2), large);

        Assert.Equal([true, true], Enumerable.Range(1, 2).Select(Knows));
    }

    /// <summary>Its words leave the memory: its session may be erased by then.</summary>
    [Fact]
    public void Comparison_AfterItsTime_IsForgottenThoughNobodyAsks()
    {
        _recent.Keep(Which(1), Comparison(words: 3));
        _time.Advance(RecentComparisons.For / 2);
        _recent.Keep(Which(2), Comparison(words: 3));
        var counts = new List<int> { _recent.Count };

        _time.Advance(RecentComparisons.For / 2);
        counts.Add(_recent.Count);
        _time.Advance(RecentComparisons.For / 2);
        counts.Add(_recent.Count);

        Assert.Equal([2, 1, 0], counts);
    }

    [Fact]
    public void Keep_OfTheSameOneAgain_KeepsItForItsTime()
    {
        _recent.Keep(Which(1), Comparison(words: 3));
        _time.Advance(RecentComparisons.For / 2);

        _recent.Keep(Which(1), Comparison(words: 3));
        _time.Advance(RecentComparisons.For / 2);

        Assert.True(Knows(1));
    }

    private bool Knows(int number) => _recent.TryFind(Which(number), out _);

    private static ComparedVersions Which(int number) => new("org_a", $"ses_{number}", 7, 1, 2);

    /// <summary>Of two versions with so many words each.</summary>
    private static TranscriptComparison Comparison(int words)
    {
        TranscriptSegment[] heard =
        [
            .. Enumerable.Range(0, words).Chunk(10).Select(chunk => new TranscriptSegment(
                "seg_1", "mic", "Ana", chunk[0], chunk[^1] + 1, string.Join(' ', chunk.Select(word => $"w{word}")), [], 1, "scripted", null)),
        ];
        return TranscriptComparison.Of((1, heard), (2, heard), [new Recording("rec_1", "mic", 0, 0, 0, words, 1, "opus", "")]);
    }
}
