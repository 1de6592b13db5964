using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>The live feed keeps its promise whatever happens to notifications: every event after a place, once, in order.</summary>
public sealed class FeedTests
{
    /// <summary>A step of a session's life.</summary>
    /// <param name="Events">How many events are committed.</param>
    /// <param name="Fate">What becomes of their notification.</param>
    private sealed record Step(int Events, Fate Fate);

    [Fact]
    public void Feed_WhateverIsLostLateOrTold_HasNoHoleAndNoRepeat()
    {
        var steps = Gen.Choose(1, 9).SelectMany(count => Gen.Elements(Fate.Told, Fate.Told, Fate.Lost, Fate.Twice, Fate.Late).Select(fate => new Step(count, fate))).ListOf();
        var runs = steps.SelectMany(list => Gen.Choose(0, 40).Select(after => (Steps: list.ToArray(), After: after)));

        Prop.ForAll(runs.ToArbitrary(), run => HoldsAsync(run.Steps, run.After).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();
    }

    [Fact]
    public async Task Renewal_FindsWhatWasLost_AndWatchesOnAfterACrash()
    {
        var time = new SteppedTime();
        var session = new LossySession(time);
        session.Append(1, Fate.Told);
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal(1, await NextSeqAsync(messages));

        session.ForgetObservers();
        session.Append(2, Fate.Told);
        await time.AdvanceToTimerAsync(SessionFeedLimits.ObserverRenewal);

        Assert.Equal(2, await NextSeqAsync(messages));
        Assert.Equal(3, await NextSeqAsync(messages));
        session.Append(1, Fate.Told);
        Assert.Equal(4, await NextSeqAsync(messages));
    }

    /// <summary>What was on its way through a lost silo shows only when it should have arrived.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Session_ThatLivesElsewhereNow_IsLookedAtAgainSoon(bool isAwayAtFirst)
    {
        var time = new SteppedTime();
        var session = new LossySession(time);
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        session.Failure = isAwayAtFirst ? new TimeoutException() : null;
        session.Feeds.Renew();
        if (isAwayAtFirst)
        {
            await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(1), () => session.Failure = null);
        }

        Assert.Equal(0, await NextSnapshotAsync(messages));
        session.Append(1, Fate.Lost);
        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await NextSnapshotAsync(messages));
        session.Append(1, Fate.Lost);
        await time.AdvanceToTimerAsync(SessionFeedLimits.ObserverRenewal);
        Assert.Equal(2, await NextSnapshotAsync(messages));
    }

    /// <summary>No timer fires in this test: what is missed is found at once or never.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Session_ThatLivesElsewhereNow_IsWatchedOnAtOnce(bool saidGoodBye)
    {
        var session = new LossySession(new SteppedTime());
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        for (var moves = 1; moves <= 2; moves++)
        {
            session.Append(1, Fate.Lost);
            if (saidGoodBye)
            {
                session.Move();
            }
            else
            {
                session.ForgetObservers();
                session.Feeds.Renew();
            }

            Assert.Equal((2 * moves) - 1, await NextSeqAsync(messages));
            session.Append(1, Fate.Told);
            Assert.Equal(2 * moves, await NextSeqAsync(messages));
        }
    }

    [Fact]
    public async Task Watchers_OfOneSession_ShareOneObserverAndLeaveNone()
    {
        var session = new LossySession();
        var first = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        var second = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;

        Assert.Equal(1, session.Observers);
        await first.DisposeAsync();
        Assert.Equal(1, session.Observers);
        await second.DisposeAsync();
        await second.DisposeAsync();

        Assert.Equal(0, session.Feeds.Sessions);
        await session.DeletedAsync();
        Assert.Equal(0, session.Observers);
    }

    /// <summary>What the session still tells an observer that is deleted here is an error line in the log, each time.</summary>
    [Fact]
    public async Task Observer_ThatCantBeTakenOff_StaysUntilItIs_AndIsInNobodysWay()
    {
        var time = new SteppedTime();
        var session = new LossySession(time);
        var first = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        session.Clinging = new OrleansException("The session's server is lost.");

        await first.DisposeAsync().AsTask().Within("closing, which waits for nobody");
        await using var second = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var messages = second.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(1));
        session.Append(1, Fate.Told);
        Assert.Equal(1, await NextSeqAsync(messages));
        Assert.Equal(2, session.Observers);
        Assert.False(session.HasDeleted);

        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(2), () => session.Clinging = null);
        await session.DeletedAsync();
        Assert.Equal(1, session.Observers);
        session.Append(1, Fate.Told);
        Assert.Equal(2, await NextSeqAsync(messages));
    }

    [Fact]
    public async Task Observer_ThatCanNeverBeTakenOff_IsDeletedWhenItHasExpired()
    {
        var time = new ManualTime();
        var session = new LossySession(time);
        var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        var registeredAt = time.GetUtcNow();
        session.Clinging = new TimeoutException("No answer.");
        await watcher.DisposeAsync();

        var deleted = session.DeletedAsync();
        while (!deleted.IsCompleted)
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
            time.Advance(time.IsAwaited ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
        }

        await deleted;
        Assert.True(time.GetUtcNow() - registeredAt >= SessionFeedLimits.ObserverExpiry, $"It was deleted at {time.GetUtcNow()}.");
    }

    [Fact]
    public async Task Observer_WhoseRegistrationIsUnderWay_IsTakenOffAfterIt()
    {
        var session = new LossySession(new SteppedTime());
        var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        await session.AskedAsync();
        session.ForgetObservers();
        var way = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Way = way.Task;
        session.Feeds.Renew();
        await session.AskedAsync();

        await watcher.DisposeAsync().AsTask().Within("closing, which waits for nobody");
        Assert.False(session.HasDeleted);
        way.SetResult();

        await session.DeletedAsync();
        Assert.Equal(0, session.Observers);
    }

    [Fact]
    public async Task Journal_ThatCantBeRead_IsReadAgainByWhoeverIsPatient_AndToldInOneLine()
    {
        using var log = new LogCapture();
        using var loggers = new LoggerFactory([log]);
        var time = new SteppedTime();
        var session = new LossySession(time, loggers.CreateLogger<SessionFeedHub>());
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var messages = watcher.ReadAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        session.Unreadable = new JournalUnavailableException("The database is away.");
        session.Append(1, Fate.Lost);
        session.Append(1, Fate.Told);

        var next = NextSeqAsync(messages);
        foreach (var pause in (int[])[1, 2, 3, 4, 5])
        {
            await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(pause));
        }

        await time.AdvanceToTimerAsync(TimeSpan.FromSeconds(5), () => session.Unreadable = null);
        Assert.Equal(1, await next);
        Assert.Equal(2, await NextSeqAsync(messages));
        var line = Assert.Single(log.Complaints);
        Assert.Contains("JournalUnavailableException: The database is away.", line.Text, StringComparison.Ordinal);
        Assert.Contains("/health/page", line.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(4L)]
    [InlineData(long.MaxValue)]
    public async Task Subscribe_AfterWhatIsNotThere_IsRefusedAndLeavesNothing(long after)
    {
        var session = new LossySession();
        session.Append(3, Fate.Told);

        var result = await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after);

        Assert.Equal("feed.bad-after", result.Error?.Code);
        Assert.Equal(0, session.Feeds.Sessions);
        if (after > 0)
        {
            await session.DeletedAsync();
        }

        Assert.Equal(0, session.Observers);
    }

    [Fact]
    public async Task Watcher_ThatDoesNotKeepUp_IsCutAndOthersAreNot()
    {
        var session = new LossySession();
        await using var slow = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var fast = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var slowMessages = slow.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await using var fastMessages = fast.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        session.Append(1, Fate.Told);
        Assert.Equal(1, await NextSeqAsync(slowMessages));
        Assert.Equal(1, await NextSeqAsync(fastMessages));

        for (var seq = 2; seq <= FeedMailbox.EventCapacity + 2; seq++)
        {
            session.Append(1, Fate.Told);
            Assert.Equal(seq, await NextSeqAsync(fastMessages));
        }

        Assert.False(await slowMessages.MoveNextAsync());
        Assert.True(slow.WasCut);
        Assert.False(fast.WasCut);
    }

    /// <summary>A room of the hub: Astro's clients would not join again.</summary>
    [Fact]
    public async Task PatientWatcher_ThatDoesNotKeepUp_ReadsOnInTheJournal()
    {
        var session = new LossySession();
        await using var slow = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0, isPatient: true)).Value!;
        await using var messages = slow.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        session.Append(1, Fate.Told);
        Assert.Equal(1, await NextSeqAsync(messages));

        for (var more = 0; more < 2 * FeedMailbox.EventCapacity; more++)
        {
            session.Append(1, Fate.Told);
        }

        for (var seq = 2; seq <= 1 + (2 * FeedMailbox.EventCapacity); seq++)
        {
            Assert.Equal(seq, await NextSeqAsync(messages));
        }

        Assert.False(slow.WasCut);
        Assert.True(session.JournalReads > 0);
    }

    [Fact]
    public async Task Watcher_ThatReadsHistory_IsNotCutByWhatHappensMeanwhile()
    {
        var session = new LossySession();
        session.Append(2000, Fate.Lost);
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: 0)).Value!;
        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.Equal(1, await NextSeqAsync(messages));

        session.Append(FeedMailbox.EventCapacity + 100, Fate.Told);

        for (var seq = 2; seq <= 2100 + FeedMailbox.EventCapacity; seq++)
        {
            Assert.Equal(seq, await NextSeqAsync(messages));
        }
    }

    [Fact]
    public async Task Signals_OfOneChannel_TheNewestReplacesTheOneBefore()
    {
        var session = new LossySession();
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        for (var step = 1; step <= 5; step++)
        {
            await session.SignalAsync(Progress("conn_a", step));
            await session.SignalAsync(new PartialTranscript("mic", null, $"word {step}", 0, step));
            await session.SignalAsync(new PartialTranscript("other", null, $"other {step}", 0, step));
        }

        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var signals = new List<LiveSignal>();
        while (signals.Count < 3)
        {
            await messages.MoveNextAsync();
            signals.Add(((SignalMessage)messages.Current).Signal);
        }

        Assert.Equal(5, signals.OfType<ChannelProgress>().Single().AckedOffset);
        Assert.Equal(["word 5", "other 5"], [.. signals.OfType<PartialTranscript>().Select(partial => partial.Text)]);
    }

    [Fact]
    public async Task Signals_Fault_IsNotHiddenByWhatComesAfterIt()
    {
        var session = new LossySession();
        await using var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after: null)).Value!;
        await session.SignalAsync(Progress("conn_a", 1) with { Fault = "audio.resend" });
        await session.SignalAsync(Progress("", 1));
        await session.SignalAsync(Progress("conn_a", 2));

        await using var messages = watcher.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        await messages.MoveNextAsync();

        Assert.Equal("audio.resend", ((ChannelProgress)((SignalMessage)messages.Current).Signal).Fault);
    }

    private static ChannelProgress Progress(string connection, long acked) => new("mic", connection, acked, acked, 0, 0, -20, null);

    private static async Task<bool> HoldsAsync(Step[] steps, int after)
    {
        var session = new LossySession();
        session.Append(after, Fate.Told);
        var watcher = (await session.Feeds.SubscribeAsync(LossySession.OrgId, "sess_lossy", after / 2)).Value!;
        long expected = after;
        foreach (var step in steps)
        {
            session.Append(step.Events, step.Fate);
            expected += step.Events;
        }

        session.TellLate();
        watcher.Renew();
        var seen = new List<long>();
        await using (watcher)
        {
            using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            if (expected > after / 2)
            {
                await foreach (var message in watcher.ReadAsync(enough.Token))
                {
                    if (message is EventMessage item)
                    {
                        seen.Add(item.Event.Seq);
                    }

                    if (seen.Count > 0 && seen[^1] == expected)
                    {
                        break;
                    }
                }
            }
        }

        return seen.SequenceEqual(Enumerable.Range((after / 2) + 1, (int)expected - (after / 2)).Select(seq => (long)seq));
    }

    private static async Task<long> NextSeqAsync(IAsyncEnumerator<FeedMessage> messages)
    {
        while (await messages.MoveNextAsync().AsTask().Within("waiting for the next event"))
        {
            if (messages.Current is EventMessage item)
            {
                return item.Event.Seq;
            }
        }

        throw new InvalidOperationException("The watcher was cut.");
    }

    private static async Task<long> NextSnapshotAsync(IAsyncEnumerator<FeedMessage> messages)
    {
        while (await messages.MoveNextAsync().AsTask().Within("waiting for the session as it stands"))
        {
            if (messages.Current is SnapshotMessage snapshot)
            {
                return snapshot.Session.LastSeq;
            }
        }

        throw new InvalidOperationException("The watcher was cut.");
    }
}
