using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

/// <summary>What the rows of one session must say: its events, folded one after the other in the plainest way.</summary>
internal sealed class Model(string sessionId)
{
    private readonly SortedDictionary<string, AudioChannel> _channels = new(StringComparer.Ordinal);
    private readonly List<Insight> _insights = [];
    private SessionSnapshot? _session;
    private MeetingSummary? _summary;
    private readonly HashSet<string> _stale = [];
    private bool _staleSummary;
    private (long ThroughSeq, bool Final) _pass;

    public List<SessionEvent> Events { get; } = [];

    public List<TranscriptRow> Transcript { get; } = [];

    public SessionSnapshot? Session => _session is null ? null : _session with { Channels = [.. _channels.Values] };

    public StoredInsights Insights => new(
        new(_summary, _insights), _pass.ThroughSeq, _pass.Final, new([.. _insights.Select(insight => insight.Id).Where(_stale.Contains)], _staleSummary));

    public List<(string SegmentId, long Seq, int Version, string? Speaker, string Text)> Versions { get; } = [];

    public IReadOnlyCollection<string> ChannelNames => _channels.Keys;

    public long OffsetOf(string channel) => _channels[channel].AckedOffset;

    public void Apply(JournalAppend append)
    {
        foreach (var entry in append.Events)
        {
            Events.Add(entry);
            Apply(entry);
            _session = _session! with { LastSeq = entry.Seq };
        }

        foreach (var advance in append.Advances)
            _channels[advance.Channel] = _channels[advance.Channel] with { AckedOffset = advance.ToOffset, AckedTime = advance.ToTime };
    }

    private void Apply(SessionEvent entry)
    {
        switch (entry.Data)
        {
            case SessionCreated created:
                _session = new(sessionId, created.OrgId, created.OwnerId, created.Details, SessionStatus.Created, entry.At, null, null, 1, 0, 0, 0, []);
                break;
            case SessionUpdated updated:
                _session = _session! with { Details = updated.Details };
                break;
            case RecordingFull:
                _session = _session! with { Details = _session.Details with { Record = false } };
                break;
            case SessionStarted:
                _session = _session! with { Status = SessionStatus.Active, StartedAt = entry.At, EndedAt = null };
                break;
            case SessionEnded:
                _session = _session! with { Status = SessionStatus.Ended, EndedAt = entry.At };
                break;
            case ChannelOpened(var name, var speaker, var rate, var sender, _):
                var known = _channels.GetValueOrDefault(name, new AudioChannel(name, null, 0, 0, 0, false, false));
                _channels[name] = known with { Speaker = speaker, SampleRate = rate, Open = true, Sender = sender, OpenedFor = known.Speaker == speaker ? known.OpenedFor : null };
                break;
            case ChannelClosed(var name, _):
                _channels[name] = _channels[name] with { Open = false, Delayed = false };
                break;
            case TranscriptionDelayed(var name, _):
                _channels[name] = _channels[name] with { Delayed = true };
                break;
            case TranscriptionRecovered(var name):
                _channels[name] = _channels[name] with { Delayed = false };
                break;
            case TranscriptSegmentAdded(var segment):
                Transcript.Add(new(entry.Seq, entry.At, segment));
                var words = segment.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
                _session = _session! with { SegmentCount = _session.SegmentCount + 1, WordCount = _session.WordCount + words };
                break;
            case TranscriptCorrected corrected:
                var index = Transcript.FindIndex(row => row.Segment.Id == corrected.Segment.Id);
                Change(index, corrected.Segment, corrected.Version, entry.Seq);
                MakeStale(corrected.Stale);
                _session = _session! with { WordCount = _session.WordCount + corrected.WordsAdded, CorrectedSeq = entry.Seq };
                break;
            case SpeakerRenamed renamed:
                for (var i = 0; i < Transcript.Count; i++)
                {
                    if (Transcript[i].Segment.Speaker == renamed.From)
                        Change(i, Transcript[i].Segment with { Speaker = renamed.To }, Transcript[i].Version + 1, entry.Seq);
                }

                foreach (var channel in _channels.Values.Where(channel => channel.Speaker == renamed.From).ToList())
                {
                    var given = channel.OpenedFor ?? renamed.From;
                    _channels[channel.Name] = channel with { Speaker = renamed.To, OpenedFor = given == renamed.To ? null : given };
                }

                MakeStale(renamed.Stale);
                _session = _session! with { CorrectedSeq = entry.Seq };
                break;
            case InsightsUpdated update:
                Apply(update);
                break;
        }
    }

    private void Change(int index, TranscriptSegment segment, int version, long seq)
    {
        var before = Transcript[index];
        if (before.Version == 1)
            Versions.Add((segment.Id, before.Seq, 1, before.Segment.Speaker, before.Segment.Text));
        Versions.Add((segment.Id, seq, version, segment.Speaker, segment.Text));
        Transcript[index] = before with { Segment = segment, Version = version };
    }

    private void MakeStale(StaleInsights stale)
    {
        _stale.UnionWith(stale.Ids);
        _staleSummary |= stale.Summary;
    }

    private void Apply(InsightsUpdated update)
    {
        _stale.Clear();
        _staleSummary = false;
        _insights.RemoveAll(insight => update.Removed.Contains(insight.Id, StringComparer.Ordinal));
        foreach (var changed in update.Changed)
        {
            var at = _insights.FindIndex(insight => string.Equals(insight.Id, changed.Id, StringComparison.Ordinal));
            if (at < 0)
                _insights.Add(changed);
            else
                _insights[at] = changed;
        }

        _summary = update.Summary ?? _summary;
        _pass = (update.ThroughSeq, update.Final);
        _session = _session! with { InsightCount = update.Total, Insights = new(update.ThroughSeq, update.Final) };
    }
}
