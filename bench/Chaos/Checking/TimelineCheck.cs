using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>What holds for every session, whoever knows of it: numbers without a hole, one beginning and one end at most, and query tables that say what the journal says.</summary>
/// <param name="evidence">Takes what is wrong.</param>
internal sealed class TimelineCheck(Evidence evidence)
{
    /// <summary>Checks one.</summary>
    public void Check(Timeline timeline)
    {
        for (var index = 0; index < timeline.Events.Count; index++)
        {
            if (timeline.Events[index].Seq != index + 1)
            {
                evidence.Violate("no holes", timeline.Id, $"event {timeline.Events[index].Seq} stands where {index + 1} is due");
                break;
            }
        }

        if (timeline.Events.Count == 0 || timeline.Events[0].Data is not SessionCreated)
        {
            evidence.Violate("no holes", timeline.Id, $"the journal does not begin with the session's creation");
            return;
        }

        CheckLife(timeline);
        CheckTables(timeline, Fold.Of(timeline.Events));
    }

    private void CheckLife(Timeline timeline)
    {
        // A session may be started again after its end, but no client here ever does that.
        var repeated = timeline.Events
            .Where(entry => entry.Data is SessionCreated or SessionStarted or SessionEnded)
            .GroupBy(entry => entry.Type, StringComparer.Ordinal)
            .Where(entries => entries.Count() > 1);
        foreach (var entries in repeated)
        {
            evidence.Violate("no duplicates", timeline.Id, $"{entries.Count()} events {entries.Key}");
        }

        var finals = timeline.Events.Where(entry => entry.Data is InsightsUpdated { Final: true }).Select(entry => entry.Seq).ToList();
        if (finals.Count > 1)
        {
            evidence.Violate("no duplicates", timeline.Id, $"{finals.Count} last words on insights: events {string.Join(", ", finals)} of {timeline.Events.Count}");
        }
    }

    private void CheckTables(Timeline timeline, Fold fold)
    {
        if (fold.WrongUpdate is { } wrong)
        {
            evidence.Violate("insights add up", timeline.Id, $"{wrong}");
        }

        CheckRows(timeline, "segments", fold.Segments, timeline.Segments);
        CheckRows(timeline, "insights", fold.Insights, timeline.Insights);
        CheckRows(timeline, "sessions", [fold.Row], [timeline.Row]);
        CheckRows(timeline, "audio_channels", InOrder(fold.Channels), InOrder(timeline.Channels).Select(row => row with { AckedOffset = 0 }));
    }

    private void CheckRows<T>(Timeline timeline, string table, IEnumerable<T> due, IEnumerable<T> stored)
    {
        var (wanted, found) = (due.ToList(), stored.ToList());
        var same = wanted.Zip(found).TakeWhile(pair => Equals(pair.First, pair.Second)).Count();
        if (same < wanted.Count || same < found.Count)
        {
            evidence.Violate(
                "tables follow the journal", timeline.Id,
                $"{table}: {wanted.Count} rows by the journal, {found.Count} stored; row {same + 1} should be {wanted.ElementAtOrDefault(same)}, is {found.ElementAtOrDefault(same)}");
        }
    }

    private static IEnumerable<ChannelRow> InOrder(IReadOnlyDictionary<string, ChannelRow> channels) => channels.Values.OrderBy(row => row.Name, StringComparer.Ordinal);
}
