using MeetingIntel.SttTasks;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>
/// What waits for one watcher: at most <see cref="EventCapacity"/> events, and of signals only the newest of each kind and channel. Knows where the watcher is on
/// the timeline and tells when it must read the journal. Thread-safe; never waits.
/// </summary>
/// <param name="isPatient">Whether a watcher that does not keep up reads on in the journal; else it is cut.</param>
internal sealed class FeedMailbox(bool isPatient)
{
    /// <summary>Events that may wait for a watcher that keeps up; one more and it does not.</summary>
    public const int EventCapacity = 1024;

    private const int SignalCapacity = 128;

    private readonly Lock _lock = new();
    private readonly Queue<EventMessage> _events = new();
    private readonly OrderedDictionary<(Type Kind, string Channel), SignalMessage> _signals = [];
    private SnapshotMessage? _snapshot;
    private long _next;
    private long _head;
    private bool _reading = true;
    private bool _cut;
    private bool _gone;

    /// <summary>What a watcher is to do.</summary>
    public enum Step
    {
        /// <summary>Wait.</summary>
        Wait,

        /// <summary>Pass the message on.</summary>
        Deliver,

        /// <summary>Read the journal after <see cref="LastDelivered"/>.</summary>
        ReadJournal,

        /// <summary>Give up: too much was waiting.</summary>
        Cut,

        /// <summary>Give up: the session is no more.</summary>
        Gone,
    }

    /// <summary>The newest event that the watcher has.</summary>
    public long LastDelivered
    {
        get
        {
            lock (_lock)
            {
                return _next - 1;
            }
        }
    }

    /// <summary>Puts the watcher on the timeline. Events may have been posted before.</summary>
    /// <param name="after">The newest event that it has.</param>
    /// <param name="head">The newest event that there is.</param>
    public void StartAfter(long after, long head)
    {
        lock (_lock)
        {
            _next = after + 1;
            _head = Math.Max(_head, head);
        }
    }

    /// <summary>New events.</summary>
    /// <param name="events">In order.</param>
    /// <returns>Whether this overflowed: the watcher is too slow.</returns>
    public bool Post(ReadOnlySpan<EventMessage> events)
    {
        lock (_lock)
        {
            foreach (var message in events)
            {
                _head = Math.Max(_head, message.Event.Seq);
                // The last word on something comes before signals do; what they said of it until then is old.
                _ = message.Event.Data switch
                {
                    TranscriptSegmentAdded { Segment.Channel: var channel } => _signals.Remove((typeof(PartialTranscript), channel)),
                    SttTaskDone { Task.Id: var done } => _signals.Remove((typeof(SttTaskHeard), done)),
                    SttTaskFailed { Task.Id: var failed } => _signals.Remove((typeof(SttTaskHeard), failed)),
                    _ => false,
                };
            }

            if (_cut)
            {
                return false;
            }

            if (_events.Count + events.Length <= EventCapacity)
            {
                foreach (var message in events)
                {
                    _events.Enqueue(message);
                }

                return false;
            }

            // A watcher that is reading history finds these in the journal, too; one that is not does not keep up.
            _events.Clear();
            _cut = !_reading && !isPatient;
            return _cut;
        }
    }

    /// <summary>A signal. A fault is never replaced by good news of the same connection.</summary>
    /// <param name="message">The signal.</param>
    public void Post(SignalMessage message)
    {
        lock (_lock)
        {
            var key = (message.Signal.GetType(), message.Signal.Channel);
            var faulted = _signals.TryGetValue(key, out var waiting) && HidesFault(waiting.Signal, message.Signal);
            if (!faulted && (waiting is not null || _signals.Count < SignalCapacity))
            {
                _signals[key] = message;
            }
        }
    }

    /// <summary>The session as it stands; tells of events whose notification was lost.</summary>
    /// <param name="message">The snapshot.</param>
    public void Post(SnapshotMessage message)
    {
        lock (_lock)
        {
            _snapshot = message;
            _head = Math.Max(_head, message.Session.LastSeq);
        }
    }

    /// <summary>The session has been erased.</summary>
    public void PostGone()
    {
        lock (_lock)
        {
            _gone = true;
        }
    }

    /// <summary>Says what to do next: events first, in order and without a hole, then signals.</summary>
    /// <param name="message">What to deliver, when that is what to do.</param>
    public Step Next(out FeedMessage? message)
    {
        lock (_lock)
        {
            message = null;
            if (_cut || _gone)
            {
                return _gone ? Step.Gone : Step.Cut;
            }

            while (_events.TryPeek(out var first) && first.Event.Seq < _next)
            {
                _events.Dequeue();
            }

            if (_events.TryPeek(out var due) && due.Event.Seq == _next)
            {
                _events.Dequeue();
                _next++;
                _reading = false;
                message = due;
            }
            else if (_head >= _next)
            {
                _reading = true;
                return Step.ReadJournal;
            }
            else
            {
                _reading = false;
                message = TakeSignal();
            }

            return message is null ? Step.Wait : Step.Deliver;
        }
    }

    /// <summary>Notes that an event was read from the journal.</summary>
    /// <param name="seq">The event.</param>
    /// <returns>Whether the watcher does not have it yet.</returns>
    public bool Accept(long seq)
    {
        lock (_lock)
        {
            if (seq != _next)
            {
                return false;
            }

            _next++;
            return true;
        }
    }

    private static bool HidesFault(LiveSignal waiting, LiveSignal news) =>
        waiting is ChannelProgress { Fault: not null } fault
        && news is ChannelProgress { Fault: null, Connection: var connection }
        && (connection.Length == 0 || string.Equals(connection, fault.Connection, StringComparison.Ordinal));

    private FeedMessage? TakeSignal()
    {
        if (_snapshot is { } snapshot)
        {
            _snapshot = null;
            return snapshot;
        }

        if (_signals.Count == 0)
        {
            return null;
        }

        var (_, signal) = _signals.GetAt(0);
        _signals.RemoveAt(0);
        return signal;
    }
}
