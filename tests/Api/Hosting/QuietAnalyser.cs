using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>An analyser that notes one decision for each segment: enough to see insights pass through.</summary>
internal sealed class QuietAnalyser : IInsightAnalyser
{
    public string Source => "scripted";

    public IInsightAnalysis Begin(InsightContext context) => new Analysis();

    private sealed class Analysis : IInsightAnalysis
    {
        private readonly List<Insight> _insights = [];

        public void Add(TranscriptSegment segment) =>
            _insights.Add(new Insight($"ins_{segment.Id}", InsightKind.Decision, segment.Text, null, null, null, InsightStatus.Settled, null, [segment.Id], "scripted"));

        public ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken) =>
            ValueTask.FromResult(new InsightSet(_insights.Count == 0 ? null : new MeetingSummary(_insights[0].Text, _insights[0].SegmentIds, "scripted"), [.. _insights]));
    }
}
