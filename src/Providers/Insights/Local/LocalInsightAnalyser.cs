namespace MeetingIntel.Providers.Insights.Local;

/// <summary>Understands meetings without a model: counts words and knows the forms in which people promise, ask and decide. Every insight stands on words that were said.</summary>
internal sealed class LocalInsightAnalyser : IInsightAnalyser
{
    public const string Name = "local";

    public string Source => Name;

    public IInsightAnalysis Begin(InsightContext context) => new LocalInsightAnalysis(context);
}
