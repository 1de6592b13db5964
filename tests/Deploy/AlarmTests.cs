using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeetingIntel.Deploy.Tests;

/// <summary>
/// <c>deploy/prometheus/alarms.yaml</c> against the page that says what each alarm means. That the page names only what the program counts is checked in
/// <c>tests/Observability</c>; that the rules are PromQL, <c>promtool check rules</c> can say.
/// </summary>
public sealed partial class AlarmTests
{
    private static readonly JsonNode[] Rules = [.. Yaml.Read(Checkout.Read("deploy/prometheus/alarms.yaml")).Single().List("groups").SelectMany(group => group.List("rules"))];

    /// <summary>The table below the heading: what is in the first column of each row.</summary>
    private static readonly string[] Told =
    [
        .. Checkout.Read("docs/operations.md").Split("\n## ").Single(part => part.StartsWith("Alarms\n", StringComparison.Ordinal))
            .Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal)).Skip(1).Select(line => line.Split(" | ")[0]),
    ];

    [Fact]
    public void Rules_HaveANameACauseAndSomebodyToTell()
    {
        Assert.NotEmpty(Rules);
        Assert.Equal(Rules.Length, Rules.Select(rule => rule.Text("alert")).Distinct(StringComparer.Ordinal).Count());
        Assert.All(Rules, rule =>
        {
            Assert.NotEmpty(MetricsOf(rule.Text("expr")!));
            Assert.NotEmpty(rule.Text("annotations/summary")!);
            Assert.True(rule.Text("labels/severity") is "page" or "ticket", rule.Text("alert"));
        });
    }

    [Fact]
    public void Rules_AreTheAlarmsOfThePageForOperators()
    {
        Assert.NotEmpty(Told);
        Assert.Equal(
            Told.SelectMany(MetricsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            Rules.SelectMany(rule => MetricsOf(rule.Text("expr")!)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Rules_HaveTheThresholdsOfThePageForOperators() => Assert.All(Rules, rule =>
    {
        var metrics = MetricsOf(rule.Text("expr")!).ToArray();
        var row = Assert.Single(Told, row => metrics.All(row.Contains) && Labels().Matches(rule.Text("expr")!).All(label => row.Replace("\\|", "|", StringComparison.Ordinal).Contains(label.Value, StringComparison.Ordinal)));
        // What it is compared with; a counter that rises is more than 0.
        var compared = Comparison().Match(rule.Text("expr")!);

        Assert.True(compared.Success);
        Assert.Contains(
            compared.Groups["bound"].Value == "0" ? " rises" : compared.Value.Replace("==", "=", StringComparison.Ordinal), row.Replace("`", "", StringComparison.Ordinal), StringComparison.Ordinal);
    });

    /// <summary>The metrics that a text names; a histogram without its parts.</summary>
    private static IEnumerable<string> MetricsOf(string text) =>
        Metric().Matches(text).Select(match => match.Value.EndsWith("_bucket", StringComparison.Ordinal) ? match.Value[..^"_bucket".Length] : match.Value).Distinct(StringComparer.Ordinal);

    [GeneratedRegex(@"\bmeetingintel_[a-z0-9_]+\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{[a-z_]+=~?""[^""]*""\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Labels();

    [GeneratedRegex(@"(?<=\s)(?:<|>|==) (?<bound>[0-9.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Comparison();
}
