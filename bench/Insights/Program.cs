using MeetingIntel.Bench.Insights;
using MeetingIntel.Providers.Insights;
using Microsoft.Extensions.DependencyInjection;

if (args is not [var directory, ..] || !Directory.Exists(directory))
{
    Console.Error.WriteLine("usage: MeetingIntel.Bench.Insights <directory with QMSum meetings as *.json> [show]");
    return 1;
}

var meetings = Meeting.ReadAll(directory);
var stripped = meetings.Select(meeting => meeting.Stripped()).ToList();
using var services = new ServiceCollection().AddInsights().BuildServiceProvider();
var analyser = services.GetRequiredService<IInsightAnalyser>();

if (args is [_, "show", .. var names])
{
    foreach (var meeting in meetings.Concat(stripped).Where(meeting => names.Contains(meeting.Name)))
        await InsightListing.PrintAsync(meeting, analyser);

    return 0;
}

await SummaryComparison.RunAsync("as transcribed, tuned on", [.. meetings.Where((_, i) => i % 2 == 0)], analyser);
await SummaryComparison.RunAsync("as transcribed, held out", [.. meetings.Where((_, i) => i % 2 == 1)], analyser);
await SummaryComparison.RunAsync("lower case without punctuation, tuned on", [.. stripped.Where((_, i) => i % 2 == 0)], analyser);
await SummaryComparison.RunAsync("lower case without punctuation, held out", [.. stripped.Where((_, i) => i % 2 == 1)], analyser);
await LongMeeting.RunAsync(meetings, analyser);
return 0;
