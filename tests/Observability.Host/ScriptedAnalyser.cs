using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Transcription;

namespace MeetingIntel.Observability.Host;

/// <summary>Understands a decision in everything that is said.</summary>
internal sealed class ScriptedAnalyser : IInsightAnalyser
{
    public string Source => "scripted";

    public IInsightAnalysis Begin(InsightContext context) => new Analysis();

    private sealed class Analysis : IInsightAnalysis
    {
        private readonly List<Insight> _insights = [];

        public void Add(TranscriptSegment segment) =>
            _insights.Add(new Insight($"ins_{segment.Id}", InsightKind.Decision, segment.Text, null, null, null, InsightStatus.Settled, null, [segment.Id], "scripted"));

        public ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new InsightSet(null, [.. _insights]));
    }
}
