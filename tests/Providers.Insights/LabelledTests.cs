using MeetingIntel.Insights;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>Precision and recall on labelled dialogues. A finding counts only if its kind, line, assignee, day and status are all right.</summary>
public sealed class LabelledTests(ITestOutputHelper output)
{
    private readonly IInsightAnalyser _analyser = new ServiceCollection().AddInsights().BuildServiceProvider().GetRequiredService<IInsightAnalyser>();

    [Theory]
    [InlineData("tuned.txt", false, 0.95)]
    [InlineData("tuned.txt", true, 0.95)]
    [InlineData("heldout.txt", false, 0.9)]
    [InlineData("heldout.txt", true, 0.9)]
    [InlineData("heldout2.txt", false, 0.9)]
    [InlineData("heldout2.txt", true, 0.9)]
    public async Task AnalyseAsync_LabelledDialogues_AreUnderstood(string file, bool stripped, double enough)
    {
        var found = new Dictionary<InsightKind, (int Right, int Wrong, int Missed)>();
        foreach (var dialogue in Dialogue.ReadAll(file))
        {
            var actual = await (stripped ? dialogue.Stripped() : dialogue).AnalyseAsync(_analyser);
            foreach (var kind in Enum.GetValues<InsightKind>())
            {
                var wrong = Without(actual, dialogue.Expected, kind);
                var missed = Without(dialogue.Expected, actual, kind);
                var (right, wrongs, misses) = found.GetValueOrDefault(kind);
                found[kind] = (right + dialogue.Expected.Count(finding => finding.Kind == kind) - missed.Count, wrongs + wrong.Count, misses + missed.Count);
                foreach (var finding in wrong)
                    output.WriteLine($"wrong: {finding} in {dialogue.Lines[finding.Line]}");

                foreach (var finding in missed)
                    output.WriteLine($"missed: {finding} in {dialogue.Lines[finding.Line]}");
            }
        }

        found.Remove(InsightKind.Topic);
        foreach (var (kind, (right, wrong, missed)) in found)
            output.WriteLine($"{kind}: precision {right}/{right + wrong}, recall {right}/{right + missed}");

        Assert.All(found, pair =>
        {
            Assert.True(pair.Value.Right >= enough * (pair.Value.Right + pair.Value.Wrong), $"precision of {pair.Key}");
            Assert.True(pair.Value.Right >= enough * (pair.Value.Right + pair.Value.Missed), $"recall of {pair.Key}");
        });
    }

    /// <summary>What the first list has more than the second.</summary>
    private static List<Finding> Without(IReadOnlyList<Finding> list, IReadOnlyList<Finding> other, InsightKind kind)
    {
        var left = list.Where(finding => finding.Kind == kind).ToList();
        foreach (var finding in other)
            left.Remove(finding);

        return left;
    }
}
