using System.Collections.Concurrent;
using MeetingIntel.Grains.Tests.Transcription;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MeetingIntel.Grains.Tests.Recordings;

/// <summary>The reminder that looks after kept audio, when it is set and put away at the same time.</summary>
public sealed class RecordingReminderTests(PostgresServer postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HeldReminders _reminders = new();

    [Fact]
    public async Task Expect_WhileTheReminderIsPutAway_SetsItForGood()
    {
        var (reached, goOn) = (Signal(), Signal());
        var filter = new Asked();
        await using var cluster = await StartAsync(silo => silo.AddIncomingGrainCallFilter(filter));
        var grain = Missing(cluster);
        await grain.ExpectAsync();
        _reminders.BeforeRead = () =>
        {
            reached.TrySetResult();
            return goOn.Task;
        };

        // Nothing is left to be done for it, so the reminder goes.
        await grain.FinishAsync();
        await reached.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        filter.IsArmed = true;
        var expected = grain.ExpectAsync();
        await filter.Arrived.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        goOn.SetResult();

        Assert.True(await _reminders.Removed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await expected.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal([1L], await CountAsync(cluster));
    }

    [Fact]
    public async Task Finish_WhileSomebodyElseSetsTheReminderAnew_LeavesItAndComplainsOfNothing()
    {
        using var log = new Complaints();
        await using var cluster = await StartAsync(silo => silo.Services.AddSingleton<ILoggerProvider>(log));
        var session = await cluster.StartSessionAsync();
        var mic = await AudioClient.OpenAsync(cluster, session);
        await mic.SendAsync(ScriptedAudio.Sentences(1), mark: AudioMark.Stop);
        await mic.EventAsync<ChannelClosed>();
        var grain = cluster.Grains.GetGrain<IRecordingGrain>(new TranscriptionKey(session.GetPrimaryKeyString(), "mic").ToString());
        await grain.ExpectAsync();
        var second = Signal();
        _reminders.BeforeRemove = async (table, id, name) =>
        {
            // Asked for meanwhile, so that one more go shows that this one is over.
            await grain.FinishAsync();
            _reminders.BeforeRemove = (_, _, _) =>
            {
                second.TrySetResult();
                return Task.CompletedTask;
            };
            var known = (await table.ReadRow(id, name))!;
            await table.UpsertRow(known);
        };

        await grain.FinishAsync();

        Assert.False(await _reminders.Removed.Task.WaitAsync(Patience, TestContext.Current.CancellationToken));
        await second.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Empty(log.Lines);
    }

    private async Task<MeetingCluster> StartAsync(Action<ISiloBuilder> configure)
    {
        var cluster = new MeetingCluster(postgres)
        {
            Configure = silo =>
            {
                _reminders.AddTo(silo);
                configure(silo);
            },
        };
        await cluster.InitializeAsync();
        return cluster;
    }

    /// <summary>Of a session that nobody knows nothing is left to be made a recording.</summary>
    private static IRecordingGrain Missing(MeetingCluster cluster) =>
        cluster.Grains.GetGrain<IRecordingGrain>(new TranscriptionKey(Ids.NewSession(), "mic").ToString());

    private static Task<IReadOnlyList<long>> CountAsync(MeetingCluster cluster) => cluster.Database.QueryAsync<long>("SELECT count(*) FROM reminders WHERE name = 'audio-unfinished'");

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells that the grain was asked for the reminder, and has done what it does at once.</summary>
    private sealed class Asked : IIncomingGrainCallFilter
    {
        public TaskCompletionSource Arrived { get; } = Signal();

        public bool IsArmed { get; set; }

        public Task Invoke(IIncomingGrainCallContext context)
        {
            var call = context.Invoke();
            if (IsArmed && context.MethodName == nameof(IRecordingGrain.ExpectAsync))
            {
                Arrived.TrySetResult();
            }

            return call;
        }
    }

    /// <summary>What operators would have to look at. The engine has words of its own for a reminder that was changed since it was read.</summary>
    private sealed class Complaints : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("MeetingIntel.", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
