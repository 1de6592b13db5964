using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights.Local.Actions;
using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Decisions;
using MeetingIntel.Providers.Insights.Local.Questions;
using MeetingIntel.Providers.Insights.Local.Summaries;
using MeetingIntel.Providers.Insights.Local.Text;
using MeetingIntel.Providers.Insights.Local.Topics;
using MeetingIntel.Transcription;

namespace MeetingIntel.Providers.Insights.Local;

/// <summary>
/// One meeting. All understanding is a fold over the segments, done once per segment in <see cref="Add"/>; a pass only reads it.
/// What a pass gives therefore depends on the segments alone, never on when it is asked for.
/// </summary>
internal sealed class LocalInsightAnalysis : IInsightAnalysis
{
    private readonly List<string> _segmentIds = [];
    private readonly SpeakerNames _names = new();
    private readonly ActionLedger _actions;
    private readonly QuestionLedger _questions;
    private readonly DecisionLedger _decisions;
    private readonly DateLedger _dates;
    private readonly TopicLedger _topics;
    private readonly SummaryPool _summary;
    private readonly InsightWriter _writer;
    private InsightSet? _current;

    public LocalInsightAnalysis(InsightContext context)
    {
        var finder = new DateFinder(DateOnly.FromDateTime(context.StartedAt.DateTime));
        _actions = new ActionLedger(_names, finder);
        _questions = new QuestionLedger(_names);
        _decisions = new DecisionLedger(_names, finder);
        _dates = new DateLedger(finder);
        _topics = new TopicLedger(_names);
        _summary = new SummaryPool(_names);
        _writer = new InsightWriter(_segmentIds, _names);
    }

    public void Add(TranscriptSegment segment)
    {
        _current = null;
        _names.Learn(segment.Speaker);
        var utterance = new Utterance(_segmentIds.Count, segment.Speaker, SentenceSplitter.Split(segment.Text, _names));
        _segmentIds.Add(segment.Id);
        _actions.Add(utterance);
        _questions.Add(utterance);
        _decisions.Add(utterance);
        _dates.Add(utterance);
        _topics.Add(utterance);
        _summary.Add(utterance);
    }

    public ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_current ??= Read());
    }

    private InsightSet Read()
    {
        var placed = new List<(int Segment, int Ordinal, Insight Insight)>();
        var topics = _topics.Topics();
        foreach (var topic in topics)
            placed.Add((topic.Segment, topic.Ordinal, _writer.Topic(topic)));

        var actions = _actions.Items.Where(item => item.Stands(_names)).ToList();
        var decisions = _decisions.Decisions.Where(decision => decision.Stands).ToList();
        Place(placed, actions, _writer.Action);
        Place(placed, _questions.Questions, _writer.Question);
        Place(placed, decisions, _writer.Decision);
        Place(placed, _dates.Dates, _writer.Date);
        var inOrder = placed.OrderBy(item => item.Segment).ThenBy(item => item.Ordinal).ThenBy(item => item.Insight.Kind);
        return new InsightSet(_writer.Summary(SummaryWriter.Choose(_summary, topics, decisions, actions.Where(_writer.CanTell))), [.. inOrder.Select(item => item.Insight)]);
    }

    private static void Place<T>(List<(int Segment, int Ordinal, Insight Insight)> placed, IEnumerable<T> findings, Func<T, Insight> write)
        where T : Finding
    {
        foreach (var finding in findings)
            placed.Add((finding.Segment, finding.Ordinal, write(finding)));
    }
}
