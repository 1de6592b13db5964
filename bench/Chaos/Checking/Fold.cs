using System.Text.Json;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>What the query tables must hold, by the journal alone: written once more, so that a mistake in the product's own statements shows.</summary>
internal sealed class Fold
{
    private readonly List<SegmentRow> _segments = [];
    private readonly Dictionary<string, ChannelRow> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InsightRow> _insights = new(StringComparer.Ordinal);

    private Fold()
    {
    }

    /// <summary>The row of the session; <see langword="null"/> when the journal does not create it.</summary>
    public SessionRow? Row { get; private set; }

    /// <summary>The rows of segments, in order.</summary>
    public IReadOnlyList<SegmentRow> Segments => _segments;

    /// <summary>The rows of channels, by name. How much of each is on record is no event: it stays 0 here.</summary>
    public IReadOnlyDictionary<string, ChannelRow> Channels => _channels;

    /// <summary>The rows of insights, in the order in which they are listed.</summary>
    public IEnumerable<InsightRow> Insights => _insights.Values.OrderBy(row => row.Seq).ThenBy(row => row.Position);

    /// <summary>The first event that tells of other insights than stand by the events before it, and how; <see langword="null"/> when there is none.</summary>
    public string? WrongUpdate { get; private set; }

    /// <summary>Folds a journal.</summary>
    public static Fold Of(IReadOnlyList<SessionEvent> events)
    {
        var fold = new Fold();
        foreach (var entry in events)
        {
            fold.Apply(entry);
        }

        return fold;
    }

    private void Apply(SessionEvent entry)
    {
        switch (entry.Data)
        {
            case SessionCreated created:
                Row = new SessionRow(created.Details.Name, "created", null, null, 0, 0, 0, 0, InsightFinal: false, null, null, null);
                break;
            case SessionUpdated updated:
                Row = Row! with { Name = updated.Details.Name };
                break;
            case SessionStarted:
                Row = Row! with { Status = "active", StartedAt = entry.At, EndedAt = null };
                break;
            case SessionEnded:
                Row = Row! with { Status = "ended", EndedAt = entry.At };
                break;
            case ChannelOpened opened:
                _channels[opened.Channel] = new ChannelRow(
                    opened.Channel, opened.Speaker, opened.SampleRate, 0, Open: true, Delayed: _channels.GetValueOrDefault(opened.Channel)?.Delayed ?? false, opened.Sender);
                break;
            case ChannelClosed closed:
                _channels[closed.Channel] = Opened(closed.Channel) with { Open = false, Delayed = false };
                break;
            case TranscriptionDelayed delayed:
                _channels[delayed.Channel] = Opened(delayed.Channel) with { Delayed = true };
                break;
            case TranscriptionRecovered recovered:
                _channels[recovered.Channel] = Opened(recovered.Channel) with { Delayed = false };
                break;
            case TranscriptSegmentAdded { Segment: var said }:
                _segments.Add(new SegmentRow(
                    entry.Seq, entry.At, said.Id, said.Channel, said.Speaker, said.Start, said.End, said.Text, JsonSerializer.Serialize(said.Words, SessionEventTypes.Json),
                    said.Confidence, said.Provider, said.Model));
                Row = Row! with { SegmentCount = Row.SegmentCount + 1, WordCount = Row.WordCount + WordCount.Of(said.Text) };
                break;
            case InsightsUpdated update:
                Apply(entry, update);
                break;
            default:
                break;
        }
    }

    /// <summary>A channel that the journal never opened is like none that is stored.</summary>
    private ChannelRow Opened(string name) => _channels.GetValueOrDefault(name) ?? new ChannelRow(name, null, 0, 0, Open: true, Delayed: false);

    /// <summary>An insight that changes keeps its place; one that is removed and comes again has another.</summary>
    private void Apply(SessionEvent entry, InsightsUpdated update)
    {
        var unknown = update.Removed.Where(id => !_insights.Remove(id)).ToList();
        for (var position = 0; position < update.Changed.Count; position++)
        {
            var insight = update.Changed[position];
            var (seq, place) = _insights.TryGetValue(insight.Id, out var row) ? (row.Seq, row.Position) : (entry.Seq, position);
            _insights[insight.Id] = new InsightRow(
                seq, place, entry.At, insight.Id, Name(insight.Kind), insight.Text, insight.Assignee, insight.Due, insight.DueOn, Name(insight.Status), insight.Answer,
                string.Join(' ', insight.SegmentIds), insight.Source);
        }

        if (unknown.Count > 0 || update.Total != _insights.Count || update.ThroughSeq < Row!.InsightThroughSeq || update.ThroughSeq >= entry.Seq)
        {
            WrongUpdate ??= FormattableString.Invariant(
                $"event {entry.Seq} counts {update.Total} insights, read up to event {update.ThroughSeq} and removes {unknown.Count} unknown ones; by the journal {_insights.Count} stand, read up to event {Row!.InsightThroughSeq} before");
        }

        Row = Row! with
        {
            InsightCount = update.Total,
            InsightThroughSeq = update.ThroughSeq,
            InsightFinal = update.Final,
            Summary = update.Summary?.Text ?? Row.Summary,
            SummarySegmentIds = update.Summary is { } summary ? string.Join(' ', summary.SegmentIds) : Row.SummarySegmentIds,
            SummarySource = update.Summary?.Source ?? Row.SummarySource,
        };
    }

    /// <summary>Enum values as the database holds them.</summary>
    private static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
