using MeetingIntel.Grains.Transcription;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class TranscriptionRunTests
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly AudioChannel Mic = new("mic", "Ana", ScriptedAudio.SampleRate, 0, 0, Open: true, Delayed: false);

    private readonly ManualTime _time = new();
    private readonly ISessionGrain _session = Substitute.For<ISessionGrain>();
    private readonly SemaphoreSlim _attempts = new(0);

    [Fact]
    public Task Commit_SessionAwayForTooLong_EndsTheRunAlsoWhenTheClientWaits() => InOneTurnAfterAnotherAsync(async () =>
    {
        _session.CommitOutcomeAsync(default!).ReturnsForAnyArgs(_ =>
        {
            _attempts.Release();
            return Task.FromResult<GrainResult<LiveChannel>>(new GrainError(GrainErrorKind.Unavailable, "storage.unavailable", "Away."));
        });
        await using var run = Run();

        // Two texts, and then nothing more: the client's window is full.
        await run.AddAsync(ScriptedAudio.Sentences(2), AudioMark.None);
        for (var attempt = 0; attempt < 20 && await Task.WhenAny(_attempts.WaitAsync(TestContext.Current.CancellationToken), run.Completion) != run.Completion; attempt++)
        {
            _time.Advance(LongestPause);
        }

        await Assert.ThrowsAsync<OutdatedTranscriptionException>(() => run.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(0, run.Acked);
    });

    /// <summary>A meeting goes on soon after its database or its session's silo is back, however long that was away.</summary>
    [Fact]
    public Task Commit_SessionAway_IsTriedAgainEveryTwoSeconds() => InOneTurnAfterAnotherAsync(async () =>
    {
        var tried = new List<DateTimeOffset>();
        _session.CommitOutcomeAsync(default!).ReturnsForAnyArgs(_ =>
        {
            tried.Add(_time.GetUtcNow());
            _attempts.Release();
            return Task.FromResult<GrainResult<LiveChannel>>(new GrainError(GrainErrorKind.Unavailable, "storage.unavailable", "Away."));
        });
        await using var run = Run();
        await run.AddAsync(ScriptedAudio.Sentences(1), AudioMark.None);

        while (tried.Count < 15 && !run.Completion.IsCompleted)
        {
            if (!await _attempts.WaitAsync(1, TestContext.Current.CancellationToken) && _time.IsAwaited)
            {
                _time.Advance(TimeSpan.FromMilliseconds(100));
            }
        }

        Assert.Equal(15, tried.Count);
        Assert.All(tried.Zip(tried.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, TimeSpan.Zero, TimeSpan.FromSeconds(2.1)));
    });

    /// <summary>
    /// The answer to a commit was lost and the audio heard again, with other cuts: what the session has beyond the first piece would be written a second time.
    /// </summary>
    public static TheoryData<Exception> Passing => [new TimeoutException(), new OrleansException("Its silo is gone."), new OperationCanceledException("Its silo leaves.")];

    [Theory]
    [MemberData(nameof(Passing), DisableDiscoveryEnumeration = true)]
    public Task Commit_ThatFails_IsTriedAgain(Exception failure) => InOneTurnAfterAnotherAsync(async () =>
    {
        var commits = 0;
        _session.CommitOutcomeAsync(default!).ReturnsForAnyArgs(call =>
        {
            _attempts.Release();
            var outcome = call.Arg<CommitOutcome>();
            return ++commits == 1
                ? throw failure
                : new LiveChannel(Mic with { AckedOffset = outcome.ToOffset, AckedTime = outcome.ToTime, Open = !outcome.Close }, SessionEnded: false);
        });
        await using var run = Run();

        await run.AddAsync(ScriptedAudio.Sentences(1), AudioMark.Stop);
        while (!run.Completion.IsCompleted)
        {
            if (!await _attempts.WaitAsync(1, TestContext.Current.CancellationToken) && _time.IsAwaited)
            {
                _time.Advance(LongestPause);
            }
        }

        await run.Completion;
        Assert.Equal(run.Received, run.Acked);
    });

    [Fact]
    public Task Commit_OfWhatIsOnRecordTogetherWithMore_EndsTheRun() => InOneTurnAfterAnotherAsync(async () =>
    {
        var commits = 0;
        _session.CommitOutcomeAsync(default!).ReturnsForAnyArgs(call =>
        {
            commits++;
            return new LiveChannel(Mic with { AckedOffset = call.Arg<CommitOutcome>().ToOffset + 640 }, SessionEnded: false);
        });
        await using var run = Run();

        await run.AddAsync(ScriptedAudio.Sentences(2), AudioMark.Stop);

        await Assert.ThrowsAsync<OutdatedTranscriptionException>(() => run.Completion.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(1, commits);
    });

    [Fact]
    public Task Commit_WhileAnotherIsUnderWay_TakesAllThatHasSettledAtOnce() => InOneTurnAfterAnotherAsync(async () =>
    {
        var first = new TaskCompletionSource();
        var commits = new List<CommitOutcome>();
        _session.CommitOutcomeAsync(default!).ReturnsForAnyArgs(call => CommitAsync(call.Arg<CommitOutcome>()));
        await using var run = Run();

        await run.AddAsync(ScriptedAudio.Sentences(6), AudioMark.Stop);
        await _attempts.WaitAsync(TestContext.Current.CancellationToken);
        while (run.Heard < run.Received)
        {
            await Task.Yield();
        }

        first.SetResult();
        await run.Completion;

        Assert.Equal(["w1", "w2", "w3", "w4", "w5", "w6"], commits.SelectMany(outcome => outcome.Segments).Select(segment => segment.Text));
        // The first alone or with some more, the rest, and the end of the audio.
        Assert.InRange(commits.Count, 2, 3);
        Assert.Equal(run.Received, commits[^1].ToOffset);

        async Task<GrainResult<LiveChannel>> CommitAsync(CommitOutcome outcome)
        {
            commits.Add(outcome);
            _attempts.Release();
            await first.Task;
            return new LiveChannel(Mic with { AckedOffset = outcome.ToOffset, AckedTime = outcome.ToTime, Open = !outcome.Close }, SessionEnded: false);
        }
    });

    private TranscriptionRun Run() => new(
        new TranscriptionKey("sess_1", Mic.Name), Mic, _session, new ScriptedSttProvider(), _time, NullLogger.Instance, (_, _) => Task.CompletedTask);

    /// <summary>As in a grain: never two things at the same time.</summary>
    private static Task InOneTurnAfterAnotherAsync(Func<Task> test) => Task.Factory.StartNew(
        test, TestContext.Current.CancellationToken, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();
}
