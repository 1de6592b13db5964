using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>What is promised of recordings: one whose transcript was answered is on record, whole and once; one that was given up ends with what was heard.</summary>
internal static class UploadCheck
{
    /// <summary>Checks a recording that was answered.</summary>
    /// <param name="recording">What its sender knows.</param>
    /// <param name="timeline">What is on record.</param>
    /// <param name="endsByItself">Whether a front-end told its operator that it had to leave the end to the session: it stopped while the database was away. A run does not wait for that.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<string> Check(Recording recording, Timeline timeline, bool endsByItself)
    {
        var said = string.Join(' ', Said(recording.First));
        var stored = string.Join(' ', Recorded(timeline));
        if (recording.Text != said || recording.IsIncomplete)
        {
            yield return $"a recording of '{said}' was answered with '{recording.Text}'{(recording.IsIncomplete ? ", and that it is incomplete" : "")}";
        }

        if (stored != said)
        {
            yield return $"a recording of '{said}' was answered, and '{stored}' is on record";
        }

        if (!endsByItself && timeline.Row?.Status != "ended")
        {
            yield return $"the session of a recording that was answered is {timeline.Row?.Status}";
        }
    }

    /// <summary>Checks a recording that its server gave up.</summary>
    /// <param name="recording">What its sender knows.</param>
    /// <param name="timeline">What is on record.</param>
    /// <param name="endsByItself">As for one that was answered.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<string> Check(StoppedRecording recording, Timeline timeline, bool endsByItself)
    {
        var recorded = Recorded(timeline);
        if (!Said(recording.First).Take(recorded.Count).SequenceEqual(recorded))
        {
            yield return $"'{string.Join(' ', recorded)}' is on record of a recording that was given up, which is not how it begins";
        }

        if (!endsByItself && timeline.Row?.Status != "ended")
        {
            yield return $"the session of a recording that was given up is {timeline.Row?.Status}";
        }
    }

    private static IEnumerable<string> Said(int first) => Enumerable.Range(first, Uploader.Words).Select(number => string.Create(CultureInfo.InvariantCulture, $"w{number}"));

    private static List<string> Recorded(Timeline timeline) => [.. SpokenWord.Recorded(timeline.Said.Select(entry => entry.Segment)).Select(word => word.Word)];
}
