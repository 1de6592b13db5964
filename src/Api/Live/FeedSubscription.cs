using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeetingIntel.Api.Errors;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Live;

/// <summary>One watcher of a session: events after a place on the timeline, first from the journal, then live, without a hole and without a repeat; and live signals.</summary>
internal sealed class FeedSubscription : IAsyncDisposable
{
    private const int JournalPage = 256;

    private readonly SessionFeed _feed;
    private readonly string _orgId;
    private readonly IJournalReads _journal;
    private readonly IReadOnlySet<string>? _signalChannels;
    private readonly FeedMailbox _mailbox;

    /// <summary>At most one wake-up waits: the reader looks for everything when it wakes.</summary>
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <summary>Makes a watcher; it sees nothing before <see cref="StartAfter"/>.</summary>
    /// <param name="feed">What it watches.</param>
    /// <param name="orgId">The organisation for which it watches.</param>
    /// <param name="journal">Where it reads what it missed.</param>
    /// <param name="signalChannels">The channels whose signals it wants; <see langword="null"/>: of all.</param>
    /// <param name="isPatient">Whether it is to read on in the journal when it does not keep up; else it is cut.</param>
    public FeedSubscription(SessionFeed feed, string orgId, IJournalReads journal, IReadOnlySet<string>? signalChannels, bool isPatient)
    {
        _mailbox = new FeedMailbox(isPatient);
        _feed = feed;
        _orgId = orgId;
        _journal = journal;
        _signalChannels = signalChannels;
    }

    /// <summary>The session as it stood when the subscription began.</summary>
    public SessionSnapshot Start { get; private set; } = null!;

    /// <summary>Whether the watcher was too slow and has to come again with the number of its last event.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Whether the session has been erased.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Reads on and on; ends only when the watcher is cut, or the session is gone. For one reader, whose client comes again with the number of its last event when this fails.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">What was missed can't be read now.</exception>
    public IAsyncEnumerable<FeedMessage> ReadAsync(CancellationToken cancellationToken) => ReadAsync(TimeSpan.Zero, cancellationToken);

    /// <summary>Reads on and on; ends only when the watcher is cut, or the session is gone. For one reader.</summary>
    /// <param name="patience">For so long reading what was missed is tried again while that fails; nothing else is read meanwhile.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="JournalUnavailableException">What was missed could not be read for so long.</exception>
    public async IAsyncEnumerable<FeedMessage> ReadAsync(TimeSpan patience, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (_mailbox.Next(out var message))
            {
                case FeedMailbox.Step.Deliver:
                    yield return message!;
                    NoteTaken(message!);
                    break;

                case FeedMailbox.Step.ReadJournal:
                    foreach (var missed in await ReadMissedAsync(patience, cancellationToken))
                    {
                        if (_mailbox.Accept(missed.Seq))
                        {
                            yield return new EventMessage(_feed.SessionId, missed);
                        }
                    }

                    break;

                case FeedMailbox.Step.Cut:
                    WasCut = true;
                    yield break;

                case FeedMailbox.Step.Gone:
                    IsGone = true;
                    yield break;

                default:
                    await _wake.Reader.ReadAsync(cancellationToken);
                    break;
            }

            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Asks how the session stands, until there is an answer, so that the watcher need not wait for the next signal or renewal. Waits for nothing.</summary>
    public void Renew() => _feed.Renew();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _feed.RemoveAsync(this);

    /// <summary>Puts the watcher on the timeline.</summary>
    /// <param name="session">The session as it stands.</param>
    /// <param name="after">The newest event that the watcher has; <see langword="null"/>: it wants only what comes from now on.</param>
    internal void StartAfter(SessionSnapshot session, long? after)
    {
        Start = session;
        _mailbox.StartAfter(after ?? session.LastSeq, session.LastSeq);
    }

    /// <summary>New events.</summary>
    /// <param name="events">In order.</param>
    /// <returns>Whether the watcher was cut by this.</returns>
    internal bool Post(ReadOnlySpan<EventMessage> events)
    {
        var cut = _mailbox.Post(events);
        _wake.Writer.TryWrite(true);
        return cut;
    }

    /// <summary>A live signal.</summary>
    /// <param name="signal">The signal.</param>
    internal void Post(SignalMessage signal)
    {
        if (_signalChannels?.Contains(signal.Signal.Channel) ?? true)
        {
            _mailbox.Post(signal);
            _wake.Writer.TryWrite(true);
        }
    }

    /// <summary>The session as it stands.</summary>
    /// <param name="snapshot">The snapshot.</param>
    internal void Post(SnapshotMessage snapshot)
    {
        _mailbox.Post(snapshot);
        _wake.Writer.TryWrite(true);
    }

    /// <summary>The session has been erased.</summary>
    internal void PostGone()
    {
        _mailbox.PostGone();
        _wake.Writer.TryWrite(true);
    }

    /// <summary>Measures what dashboards see live. A watcher of single channels is whoever sends their audio.</summary>
    private void NoteTaken(FeedMessage message)
    {
        if (_signalChannels is not null || message is not EventMessage item)
        {
            return;
        }

        item.Delivery?.Taken();
        if (ApiMetrics.FeedDelay.Enabled)
        {
            ApiMetrics.FeedDelay.Record(_feed.AgeOf(item.Event).TotalSeconds);
        }
    }

    /// <summary>A page of the journal; never an empty one, because there is something that the watcher does not have.</summary>
    private async Task<IReadOnlyList<SessionEvent>> ReadMissedAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var (after, began) = (_mailbox.LastDelivered, _feed.Time.GetTimestamp());
        for (var failures = 1; ; failures++)
        {
            try
            {
                ApiMetrics.FeedJournalReads.Add(1);
                var events = await _journal.ReadAsync(_orgId, _feed.SessionId, after, JournalPage, cancellationToken);
                return events.Count > 0
                    ? events
                    : throw new JournalUnavailableException($"The journal of {_feed.SessionId} does not yet show event {after + 1}, which is known to be committed.");
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested && ExceptionProblems.Passing(failure) is not null && _feed.Time.GetElapsedTime(began) < patience)
            {
                _feed.NoteUnread(failure, failures);
            }

            await Task.Delay(SessionFeed.PauseAfter(failures), _feed.Time, cancellationToken);
        }
    }
}
