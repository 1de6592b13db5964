using System.Globalization;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>A session whose notifications get lost, come late or come twice: everything that best effort allows. Its journal is complete.</summary>
internal sealed class LossySession : ISessionGrain, IJournalReads
{
    /// <summary>Whose it is.</summary>
    public const string OrgId = "org_dev";

    private readonly Lock _lock = new();
    private readonly List<SessionEvent> _events = [];
    private readonly List<ISessionObserver> _observers = [];
    private readonly List<SessionEventBatch> _late = [];
    private readonly Dictionary<string, long> _acked = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _asked = new(0);
    private readonly SemaphoreSlim _deleted = new(0);

    public LossySession(TimeProvider? time = null, ILogger<SessionFeedHub>? logger = null) =>
        Feeds = new SessionFeedHub(Client(), this, time ?? TimeProvider.System, logger ?? NullLogger<SessionFeedHub>.Instance);

    public SessionFeedHub Feeds { get; }

    /// <summary>Pages of the journal that were read.</summary>
    public int JournalReads { get; private set; }

    /// <summary>What ending the session comes to.</summary>
    public Func<GrainResult<SessionSnapshot>>? Ending { get; set; }

    /// <summary>What asking the session fails with.</summary>
    public Exception? Failure { get; set; }

    /// <summary>What taking an observer off fails with.</summary>
    public Exception? Clinging { get; set; }

    /// <summary>An observer comes to the session when this has completed.</summary>
    public Task Way { get; set; } = Task.CompletedTask;

    /// <summary>What reading the journal fails with.</summary>
    public Exception? Unreadable { get; set; }

    /// <summary>Whose audio the channels have.</summary>
    public string? Sender { get; set; }

    public int Observers
    {
        get
        {
            lock (_lock)
            {
                return _observers.Count;
            }
        }
    }

    /// <summary>Waits for an observer to be on its way to the session that was not waited for before.</summary>
    public Task AskedAsync() => _asked.WaitAsync().Within("waiting for an observer to be registered");

    /// <summary>Whether the front-end has deleted an observer.</summary>
    public bool HasDeleted => _deleted.CurrentCount > 0;

    /// <summary>Waits for the front-end to delete an observer, once it is sure that the session does not know it any more.</summary>
    public Task DeletedAsync() => _deleted.WaitAsync().Within("waiting for an observer to be deleted");

    /// <summary>Commits events and tells of them as <paramref name="fate"/> says.</summary>
    public void Append(int count, Fate fate) =>
        Append(fate, [.. Enumerable.Range(0, count).Select(number => new SessionUpdated(new SessionDetails(number.ToString(CultureInfo.InvariantCulture))))]);

    /// <summary>Commits events and tells of them as <paramref name="fate"/> says.</summary>
    public void Append(Fate fate, params SessionEventData[] data)
    {
        SessionEventBatch batch;
        ISessionObserver[] observers;
        lock (_lock)
        {
            var first = _events.Count + 1;
            var events = data.Select((one, index) => new SessionEvent(first + index, DateTimeOffset.UnixEpoch, one)).ToArray();
            _events.AddRange(events);
            batch = new SessionEventBatch(events);
            observers = [.. _observers];
            if (fate == Fate.Late)
            {
                _late.Add(batch);
            }
        }

        foreach (var observer in observers)
        {
            for (var times = fate switch { Fate.Told => 1, Fate.Twice => 2, _ => 0 }; times > 0; times--)
            {
                observer.OnEvents(batch);
            }
        }
    }

    /// <summary>Tells of what was held back.</summary>
    public void TellLate()
    {
        SessionEventBatch[] late;
        ISessionObserver[] observers;
        lock (_lock)
        {
            late = [.. _late];
            _late.Clear();
            observers = [.. _observers];
        }

        foreach (var batch in late)
        {
            foreach (var observer in observers)
            {
                observer.OnEvents(batch);
            }
        }
    }

    /// <summary>Tells of a signal. What it says is acknowledged is so from then on.</summary>
    public Task SignalAsync(LiveSignal signal)
    {
        ISessionObserver[] observers;
        lock (_lock)
        {
            if (signal is ChannelProgress { Channel: var channel, AckedOffset: var acked })
            {
                _acked[channel] = Math.Max(acked, _acked.GetValueOrDefault(channel));
            }

            observers = [.. _observers];
        }

        foreach (var observer in observers)
        {
            observer.OnSignal(signal);
        }

        return Task.CompletedTask;
    }

    public async Task<GrainResult<SessionSnapshot>> SubscribeAsync(ISessionObserver observer)
    {
        _asked.Release();
        await Way;
        if (Failure is { } failure)
        {
            throw failure;
        }

        lock (_lock)
        {
            if (!_observers.Contains(observer))
            {
                _observers.Add(observer);
            }

            return Snapshot();
        }
    }

    public Task UnsubscribeAsync(ISessionObserver observer)
    {
        if (Clinging is { } failure)
        {
            return Task.FromException(failure);
        }

        lock (_lock)
        {
            _observers.Remove(observer);
        }

        return Task.CompletedTask;
    }

    /// <summary>What a crash of the session's server does: it no longer knows its observers.</summary>
    public void ForgetObservers()
    {
        lock (_lock)
        {
            _observers.Clear();
        }
    }

    /// <summary>What a session does that leaves its server in good order.</summary>
    public void Move()
    {
        ISessionObserver[] observers;
        lock (_lock)
        {
            observers = [.. _observers];
            _observers.Clear();
        }

        foreach (var observer in observers)
        {
            observer.OnMoved();
        }
    }

    public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            JournalReads++;
            if (Unreadable is { } unreadable)
            {
                return Task.FromException<IReadOnlyList<SessionEvent>>(unreadable);
            }

            return Task.FromResult<IReadOnlyList<SessionEvent>>([.. _events.Skip((int)after).Take(limit)]);
        }
    }

    /// <summary>A cluster that knows this session alone.</summary>
    private IClusterClient Client()
    {
        var client = Substitute.For<IClusterClient>();
        client.GetGrain<ISessionGrain>(Arg.Any<string>(), Arg.Any<string?>()).Returns(this);
        client.CreateObjectReference<ISessionObserver>(Arg.Any<IGrainObserver>()).Returns(call => (ISessionObserver)call.Arg<IGrainObserver>());
        client.When(cluster => cluster.DeleteObjectReference<ISessionObserver>(Arg.Any<IGrainObserver>())).Do(_ => _deleted.Release());
        return client;
    }

    /// <summary>The session as it stands.</summary>
    public SessionSnapshot Snapshot()
    {
        AudioChannel[] channels = [.. _acked.Select(channel => new AudioChannel(channel.Key, null, 16_000, channel.Value, 0, Open: true, Delayed: false, Sender))];
        return new("sess_lossy", OrgId, "user_dev", new SessionDetails("Lossy"), SessionStatus.Active, DateTimeOffset.UnixEpoch, null, null, _events.Count, 0, 0, 0, channels);
    }

    public Task<GrainResult<SessionSnapshot>> CreateAsync(CreateSession command) => Task.FromResult<GrainResult<SessionSnapshot>>(Snapshot());

    public Task<GrainResult<SessionSnapshot>> GetAsync() => Task.FromResult<GrainResult<SessionSnapshot>>(Snapshot());

    public Task<GrainResult<SessionSnapshot>> ReadAgainAsync()
    {
        lock (_lock)
        {
            return Task.FromResult<GrainResult<SessionSnapshot>>(Snapshot());
        }
    }

    public Task<GrainResult<SessionSnapshot>> UpdateAsync(UpdateSession command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> StartAsync() => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> FinishAsync() => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> EndAsync() => Task.FromResult(Ending?.Invoke() ?? throw new NotSupportedException());

    public Task<GrainResult<LiveChannel>> OpenChannelAsync(OpenChannel command) => throw new NotSupportedException();

    public Task<GrainResult<LiveChannel>> CommitOutcomeAsync(CommitOutcome command) => throw new NotSupportedException();

    public Task<GrainResult<TranscriptSegment>> AddLineAsync(AddTranscriptLine command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> ReportDelayAsync(ReportDelay command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> UpdateInsightsAsync(UpdateInsights command) => throw new NotSupportedException();

    public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<GrainResult<SttTask>> AddSttTaskAsync(AddSttTask command) => throw new NotSupportedException();

    public Task<GrainResult<SttTask>> SettleSttTaskAsync(SettleSttTask command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> CrossLimitAsync(TelemetryLimitCrossed crossing) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> AddRecordingAsync(Recording recording) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> StopKeepingAudioAsync(RecordingFull full) => throw new NotSupportedException();

    public Task<GrainResult<TranscriptVersion>> BeginTranscriptVersionAsync(BeginTranscriptVersion command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> AddVersionSegmentsAsync(TranscriptVersionSegments stretch) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> SettleTranscriptVersionAsync(int version, string? error) => throw new NotSupportedException();

    public Task<GrainResult<Note>> AddNoteAsync(AddNote command) => throw new NotSupportedException();

    public Task<GrainResult<Note>> EditNoteAsync(EditNote command) => throw new NotSupportedException();

    public Task<GrainResult<StandingSegment>> CorrectSegmentAsync(CorrectSegment command) => throw new NotSupportedException();

    public Task<GrainResult<RenamedSpeaker>> RenameSpeakerAsync(RenameSpeaker command) => throw new NotSupportedException();

    public Task<GrainResult<Note>> DeleteNoteAsync(DeleteNote command) => throw new NotSupportedException();

    public Task<GrainResult<SessionSnapshot>> AddInsightAsync(AddInsight command) => throw new NotSupportedException();
}

/// <summary>What becomes of a notification.</summary>
internal enum Fate
{
    /// <summary>It arrives.</summary>
    Told,

    /// <summary>It never arrives.</summary>
    Lost,

    /// <summary>It arrives twice.</summary>
    Twice,

    /// <summary>It arrives after others.</summary>
    Late,
}
