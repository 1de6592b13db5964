using MeetingIntel.Grains.Recordings;
using MeetingIntel.Recordings;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Recordings;

public sealed class RecordingRulesTests
{
    private static readonly TranscriptionKey Mic = new("sess_1", "mic");

    [Fact]
    public void Plan_OfPiecesOneBehindTheOther_TakesAllInOrder() =>
        Assert.Equal(["0+0", "200+0", "500+0"], Plan([Piece(500, 900), Piece(0, 200), Piece(200, 500)]));

    [Fact]
    public void Plan_OfWhatWasKeptAndNeverAcknowledged_LeavesItOut() =>
        Assert.Equal(["0+0", "200+0"], Plan([Piece(0, 200), Piece(200, 500), Piece(500, 1000)], acked: 500));

    [Fact]
    public void Plan_OfPiecesThatOverlapAfterACrash_HasEachByteOnce() =>
        Assert.Equal(["0+0", "200+100", "500+0"], Plan([Piece(0, 300), Piece(0, 200), Piece(200, 500), Piece(250, 400), Piece(500, 600)]));

    [Fact]
    public void Plan_BehindARecording_TakesNoByteOfIt() =>
        Assert.Equal(["200+50", "500+0"], Plan([Piece(0, 200), Piece(200, 500), Piece(500, 600)], Known(0, 250)));

    [Fact]
    public void Plan_OfWhatIsRecorded_IsEmpty() => Assert.Empty(Plan([Piece(0, 200), Piece(200, 500)], Known(0, 500)));

    [Fact]
    public void Plan_OfARestOfAPiece_BeginsWhereThatIsOnTheClock()
    {
        var part = RecordingRules.Plan([new AudioPiece(0, 32_000, TimeSpan.FromSeconds(3), 8_000)], [Known(0, 8_000)], acked: 32_000).Single();

        Assert.Equal((8_000, TimeSpan.FromSeconds(3.5)), (part.From, part.Start));
    }

    [Fact]
    public void TryParse_OfAName_GivesThePiece()
    {
        var piece = new AudioPiece(32_000, 64_000, TimeSpan.FromSeconds(1.5), 16_000);

        Assert.Equal(piece, AudioPiece.TryParse(piece.NameIn("org/sess/channel_a-b/pieces/")));
        Assert.Equal(TimeSpan.FromSeconds(2.5), piece.End);
    }

    [Theory]
    [InlineData("org/sess/channel_mic/rec_1.ogg")]
    [InlineData("0-0-0-16000.pcm")]
    [InlineData("0-2-x-16000.pcm")]
    [InlineData("0-2-0.pcm")]
    [InlineData("0-2-0-16000-1.pcm")]
    public void TryParse_OfAnotherName_GivesNone(string name) => Assert.Null(AudioPiece.TryParse(name));

    [Fact]
    public void IsCovered_OfAPiece_IsWhenEachOfItsBytesIsInARecording()
    {
        Recording[] known = [Known(500, 900), Known(0, 250), Known(250, 400)];

        Assert.Equal([true, true, false, true, false], new[] { Piece(0, 200), Piece(200, 400), Piece(300, 600), Piece(600, 900), Piece(900, 1000) }.Select(piece => RecordingRules.IsCovered(piece, known)));
    }

    [Fact]
    public void IdOf_TheSameBeginning_IsTheSame()
    {
        Assert.Equal(RecordingRules.IdOf(Mic, 7), RecordingRules.IdOf(Mic, 7));
        Assert.NotEqual(RecordingRules.IdOf(Mic, 7), RecordingRules.IdOf(Mic, 8));
        Assert.NotEqual(RecordingRules.IdOf(Mic, 7), RecordingRules.IdOf(Mic with { Channel = "desk" }, 7));
    }

    private static IEnumerable<string> Plan(AudioPiece[] pieces, Recording? known = null, long acked = 10_000) =>
        RecordingRules.Plan(pieces, known is null ? [] : [known], acked).Select(part => $"{part.Piece.From}+{part.Skip}");

    private static AudioPiece Piece(long from, long to) => new(from, to, TimeSpan.FromSeconds(from / 32_000d), 16_000);

    private static Recording Known(long from, long to) => new("rec_1", "mic", from, to, 0, 1, 1, "opus", "x");
}
