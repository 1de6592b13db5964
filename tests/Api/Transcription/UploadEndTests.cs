using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Api.Transcription.Uploads;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>What the sender of a recording gets when its session can't be ended: a second try would be a second session.</summary>
public sealed class UploadEndTests : IDisposable
{
    private const int Bytes = 3200;

    private readonly ManualTime _time = new();
    private readonly LossySession _session = new();
    private readonly ITranscriptionGrain _transcription = Substitute.For<ITranscriptionGrain>();
    private readonly LogCapture _log = new();
    private readonly LoggerFactory _loggers;
    private string _connection = "";
    private int _tries;

    public UploadEndTests()
    {
        _loggers = new LoggerFactory([_log]);
        _transcription.GetProgressAsync(default!).ReturnsForAnyArgs(_ => Progress(0));
        _transcription.OpenAsync(default!).ReturnsForAnyArgs(call =>
        {
            _connection = call.Arg<OpenAudio>().Connection;
            return new AudioOpened(0, 0);
        });
    }

    public static TheoryData<Exception> Passing =>
        [new OrleansException("The session's silo is gone."), new TimeoutException("No answer."), new JournalUnavailableException("The database is away.")];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public async Task End_ThatFailsAtFirst_IsTriedAgain(Exception failure)
    {
        _session.Ending = () => ++_tries switch
        {
            1 => new GrainError(GrainErrorKind.Unavailable, "session.moved", "Moved."),
            < 4 => throw failure,
            _ => (GrainResult<SessionSnapshot>)_session.Snapshot(),
        };

        Assert.True((await TranscribeAsync()).Succeeded);

        Assert.Equal(4, _tries);
        Assert.Empty(_log.Complaints);
    }

    [Fact]
    public async Task End_ThatFailsOnAndOn_LeavesTheResultAndTellsTheOperator()
    {
        _session.Ending = () => throw new TimeoutException("No answer.");
        var began = _time.GetTimestamp();

        Assert.True((await TranscribeAsync()).Succeeded);

        Assert.Equal(TimeSpan.FromMinutes(1), _time.GetElapsedTime(began));
        Assert.Contains("sess_lossy", Assert.Single(_log.Complaints).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task End_ThatFailsForGood_LeavesTheResult()
    {
        _session.Ending = () =>
        {
            _tries++;
            throw new InvalidOperationException("a bug");
        };

        Assert.True((await TranscribeAsync()).Succeeded);

        Assert.Equal(1, _tries);
        Assert.Single(_log.Complaints);
    }

    public void Dispose()
    {
        _loggers.Dispose();
        _log.Dispose();
    }

    private async Task<GrainResult<UploadResponse>> TranscribeAsync()
    {
        var (grains, lifetime) = (Substitute.For<IGrainFactory>(), Substitute.For<IHostApplicationLifetime>());
        grains.GetGrain<ISessionGrain>(Arg.Any<string>(), Arg.Any<string?>()).Returns(_session);
        var transcriber = new UploadTranscriber(
            grains, _session.Feeds, StubbedIngest.Of(_transcription, TakeAsync, _time), new UploadStop(new Readiness(), lifetime), Options.Create(new KeptAudioOptions()), _time, _loggers.CreateLogger<UploadTranscriber>());
        await using var upload = new Api.Transcription.Uploads.Upload(new PcmAudio(new byte[Bytes], 16_000), null, "Talk", new AudioFormat("file", null, 16_000, 1));

        var answering = transcriber.TranscribeAsync(Caller.Development, upload, UploadProgress.Untold, TestContext.Current.CancellationToken);
        await _time.AdvanceUntilAsync(answering, TimeSpan.FromSeconds(1)).Within("waiting for the answer");
        return await answering;
    }

    /// <summary>The transcription has heard everything as soon as it knows that no more comes.</summary>
    private Task TakeAsync(AudioFrame frame) => frame.Mark == AudioMark.Stop ? _session.SignalAsync(Progress(Bytes)) : Task.CompletedTask;

    private ChannelProgress Progress(long acked) => new("file", _connection, acked, acked, 0, 0, -30, null);
}
