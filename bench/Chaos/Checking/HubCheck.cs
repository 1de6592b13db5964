using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>
/// What Astro's way over the hub promises. A connection that breaks may take with it what it had last, but what is on record is there once and in order; while a
/// connection lives and none of its audio is refused, nothing of it is lost (a client that goes before it has heard a word is not told what was refused); a room is shown everything that it has a name for.
/// </summary>
internal static class HubCheck
{
    // Times on record are rounded.
    private const long Tolerance = 2;

    /// <summary>Compares what was said with what is on record.</summary>
    /// <param name="turns">What was said.</param>
    /// <param name="segments">What is on record, in order.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<string> CheckWords(IReadOnlyList<HubTurn> turns, IEnumerable<TranscriptSegment> segments)
    {
        var recorded = segments
            .GroupBy(segment => segment.Channel, StringComparer.Ordinal)
            .ToDictionary(channel => channel.Key, channel => SpokenWord.Recorded(channel), StringComparer.Ordinal);
        foreach (var (channel, words) in recorded)
        {
            var backwards = words.Zip(words.Skip(1)).FirstOrDefault(pair => Number(pair.First) >= Number(pair.Second));
            if (backwards != default)
            {
                yield return $"{channel}: {backwards.Second} is on record behind {backwards.First}";
            }

            if (words.Find(word => word.End - word.Start > HubSpeech.WordMilliseconds + Tolerance) is { Word: not null } longer)
            {
                yield return $"{channel}: {longer} is longer than it was said";
            }
        }

        var numbers = recorded.Values.SelectMany(words => words.Select(Number)).ToList();
        if (numbers.Count != numbers.Distinct().Count())
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{numbers.Count} words are on record, {numbers.Distinct().Count()} different ones");
        }

        var said = numbers.ToHashSet();
        foreach (var turn in turns.Where(turn => !turn.IsRefused && turn.Last >= turn.First && (turn.IsHeard || turn == turns[^1])))
        {
            var last = turn == turns[^1] ? turn.Last : said.Where(number => number >= turn.First && number <= turn.Last).DefaultIfEmpty(turn.First - 1).Max();
            var missing = Enumerable.Range(turn.First, last - turn.First + 1).Where(number => !said.Contains(number)).ToList();
            if (missing.Count > 0)
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"of the words {turn.First} to {turn.Last} of one connection, {missing.Count} from {missing[0]} on are missing before {last}");
            }
        }

        if (numbers.Any(number => !turns.Any(turn => number >= turn.First && number <= turn.Last)))
        {
            yield return "words are on record that were never said";
        }
    }

    /// <summary>Compares what a room was shown with the journal.</summary>
    /// <param name="shown">What it was shown, in order.</param>
    /// <param name="journal">The journal, in order.</param>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public static string? CheckRoom(IReadOnlyList<RoomEvent> shown, IEnumerable<SessionEvent> journal)
    {
        var last = shown.Count == 0 ? 0 : shown[^1].Seq;
        var due = journal.Where(entry => entry.Seq <= last).Select(InRoom).OfType<RoomEvent>().ToList();
        var same = due.Zip(shown).TakeWhile(pair => pair.First == pair.Second).Count();
        return same == due.Count && same == shown.Count
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"the room was shown {shown.Count} events up to {last}, the journal has {due.Count} for it; number {same + 1} should be {due.ElementAtOrDefault(same)}, is {shown.ElementAtOrDefault(same)}");
    }

    private static RoomEvent? InRoom(SessionEvent entry) => entry.Data switch
    {
        TranscriptSegmentAdded { Segment: var segment } => new RoomEvent(entry.Seq, "transcript_update", segment.Text),
        InsightReceived or InsightsUpdated => new RoomEvent(entry.Seq, "insight_update", null),
        SessionStarted or SessionEnded => new RoomEvent(entry.Seq, "session_status_update", null),
        _ => null,
    };

    private static int Number(SpokenWord word) => int.Parse(word.Word.AsSpan(1), CultureInfo.InvariantCulture);
}
