using MeetingIntel.Grains.Recordings;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace MeetingIntel.Grains.Tests.Recordings;

/// <summary>What becomes of audio that nobody wants kept any more.</summary>
public sealed class AudioKeeperTests
{
    private static readonly TranscriptionKey Mic = new("sess_1", "mic");
    private static readonly AudioPiece Piece = new(0, 4, TimeSpan.Zero, 16_000);
    private static readonly ReadOnlyMemory<byte>[] Audio = [new byte[4]];

    private readonly IFileStore _files = Substitute.For<IFileStore>();
    private readonly ISessionGrain _session = Substitute.For<ISessionGrain>();
    private readonly ManualTime _time = new();
    private readonly RecordingOptions _options = new();
    private readonly AudioKeeper _keeper;

    public AudioKeeperTests()
    {
        _files.KeepsFiles.Returns(true);
        _files.ListAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns([]);
        _keeper = new AudioKeeper(Mic, _files, _session, Substitute.For<IRecordingGrain>(), _options, _time, NullLogger.Instance) { For = "org" };
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Folder => RecordingKeys.OfPieces("org", Mic);

    [Fact]
    public async Task KeepAsync_OfASessionThatIsErasedWhileTheStoreIsAway_GivesUp()
    {
        _files.PutAsync(Arg.Any<string>(), Arg.Any<Stream>(), Arg.Any<CancellationToken>()).ThrowsAsync(new FileStoreException("Away."));
        _session.GetAsync().Returns(new GrainResult<SessionSnapshot>[] { SessionErrors.NotFound(Mic.SessionId) }[0]);

        var keeping = _keeper.KeepAsync(Piece, Audio, Stop);
        await _time.AdvanceUntilAsync(keeping, TimeSpan.FromSeconds(1));

        Assert.False(_keeper.HasKept);
        await _files.Received(1).PutAsync(Piece.NameIn(Folder), Arg.Any<Stream>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task AcknowledgeAsync_WhenAudioIsNotKeptAnyMore_TakesTheNewestPieceBack()
    {
        await _keeper.KeepAsync(Piece, Audio, Stop);

        await _keeper.AcknowledgeAsync(keptFor: null, Stop);

        await _files.Received(1).DeleteAsync(Piece.NameIn(Folder), Arg.Any<CancellationToken>());
        Assert.Null(_keeper.For);
    }

    [Fact]
    public async Task AcknowledgeAsync_WhenAudioIsKept_LeavesIt()
    {
        await _keeper.KeepAsync(Piece, Audio, Stop);

        await _keeper.AcknowledgeAsync("org", Stop);

        await _files.DidNotReceiveWithAnyArgs().DeleteAsync("", default);
    }

    [Fact]
    public async Task KeepAsync_WhenThereIsNoRoom_SaysSoBeforeItGoesOn()
    {
        _options.MaxBytesPerSession = 10;
        _files.ListAsync(RecordingKeys.OfSession("org", Mic.SessionId), Arg.Any<CancellationToken>()).Returns([new StoredFile("a", 8)]);
        _session.GetAsync().Returns(new GrainResult<SessionSnapshot>[] { Snapshot(record: true) }[0]);
        _session.StopKeepingAudioAsync(default!).ReturnsForAnyArgs(new GrainResult<SessionSnapshot>[] { SessionErrors.StorageAway }[0], Snapshot(record: false));

        var keeping = _keeper.KeepAsync(Piece, Audio, Stop);
        Assert.False(keeping.IsCompleted);
        await _time.AdvanceUntilAsync(keeping, TimeSpan.FromSeconds(1));

        await _session.Received(2).StopKeepingAudioAsync(new RecordingFull("mic", 0, 10));
        await _files.DidNotReceiveWithAnyArgs().PutAsync("", default!, default);
        Assert.Null(_keeper.For);
    }

    /// <summary>A channel that was closed is a recording by then, which takes less.</summary>
    [Fact]
    public async Task KeepAsync_WhenThereSeemsToBeNoRoom_LooksAgain()
    {
        _options.MaxBytesPerSession = 10;
        _files.ListAsync(RecordingKeys.OfSession("org", Mic.SessionId), Arg.Any<CancellationToken>()).Returns([new StoredFile("a", 6)], [new StoredFile("a", 1)]);

        await _keeper.KeepAsync(Piece, Audio, Stop);
        await _keeper.KeepAsync(Piece with { From = 4, To = 8 }, Audio, Stop);

        await _session.DidNotReceiveWithAnyArgs().StopKeepingAudioAsync(default!);
        await _files.ReceivedWithAnyArgs(2).PutAsync("", default!, default);
    }

    [Fact]
    public async Task EraseAsync_OfAChannel_DeletesAllOfItsPieces()
    {
        await _keeper.KeepAsync(Piece, Audio, Stop);

        await _keeper.EraseAsync(Stop);

        await _files.Received(1).DeleteAllAsync(Folder, Arg.Any<CancellationToken>());
    }

    private static SessionSnapshot Snapshot(bool record) =>
        new(Mic.SessionId, "org", "user", new SessionDetails("Kept", Record: record), SessionStatus.Active, DateTimeOffset.UnixEpoch, null, null, 1, 0, 0, 0, []);
}
