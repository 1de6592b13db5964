using System.Globalization;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>Compares what clients were told with what is in PostgreSQL.</summary>
/// <param name="evidence">Takes what is wrong.</param>
internal sealed class Audit(Evidence evidence)
{
    /// <summary>Checks every session that is in the database, and every one that a client knows.</summary>
    public async Task CheckAsync(NpgsqlConnection connection, Crowd crowd, IEnumerable<RestClient> clients)
    {
        var watchers = crowd.Watchers.ToLookup(watcher => watcher.SessionId, StringComparer.Ordinal);
        var speakers = crowd.Speakers.ToLookup(speaker => speaker.SessionId, StringComparer.Ordinal);
        var known = clients.SelectMany(client => client.Sessions).ToLookup(session => session.Id, StringComparer.Ordinal);
        var stored = await Timeline.ListAsync(connection);
        foreach (var id in stored.Union(watchers.Select(watcher => watcher.Key)).Union(known.Select(session => session.Key)))
        {
            // A session that no client knows was made for one that never had the answer.
            evidence.Write("audited", ("session", id), ("known", watchers.Contains(id) || known.Contains(id) ? 1 : 0));
            var timeline = await Timeline.ReadAsync(connection, id);
            CheckTimeline(timeline);
            foreach (var watcher in watchers[id].Where(watcher => watcher.Seq > timeline.Events.Count))
            {
                Violate("acked is kept", timeline, $"event {watcher.Seq} was shown, but the journal ends with {timeline.Events.Count}");
            }

            foreach (var speaker in speakers[id])
            {
                CheckSpeaker(timeline, speaker);
            }

            foreach (var session in known[id])
            {
                CheckRest(timeline, session);
            }
        }
    }

    /// <summary>Numbers without a hole, one beginning and one end at most, and query tables that say what the journal says.</summary>
    private void CheckTimeline(Timeline timeline)
    {
        for (var index = 0; index < timeline.Events.Count; index++)
        {
            if (timeline.Events[index].Seq != index + 1)
            {
                Violate("no holes", timeline, $"event {timeline.Events[index].Seq} stands where {index + 1} is due");
                break;
            }
        }

        if (timeline.Events.Count == 0 || timeline.Events[0].Data is not SessionCreated)
        {
            Violate("no holes", timeline, $"the journal does not begin with the session's creation");
        }

        // A session may be started again after its end, but no client here ever does that.
        var repeated = timeline.Events
            .Where(entry => entry.Data is SessionCreated or SessionStarted or SessionEnded)
            .GroupBy(entry => entry.Type, StringComparer.Ordinal)
            .Where(entries => entries.Count() > 1);
        foreach (var entries in repeated)
        {
            Violate("no duplicates", timeline, $"{entries.Count()} events {entries.Key}");
        }

        SegmentRow[] said = [.. Segments(timeline).Select(entry => new SegmentRow(entry.Seq, entry.Segment.Id, entry.Segment.Channel, entry.Segment.Text))];
        if (!said.SequenceEqual(timeline.Segments) || timeline.Row?.SegmentCount != said.Length)
        {
            Violate("tables follow the journal", timeline, $"{said.Length} segments in the journal, {timeline.Segments.Count} rows, {timeline.Row?.SegmentCount} counted, or not the same ones");
        }

        var status = timeline.Events.Select(entry => entry.Data).LastOrDefault(data => data is SessionStarted or SessionEnded) is SessionEnded ? "ended" : "active";
        if (timeline.Row?.Status != status)
        {
            Violate("tables follow the journal", timeline, $"the session is {timeline.Row?.Status}, but the journal says {status}");
        }
    }

    private void CheckSpeaker(Timeline timeline, Speaker speaker)
    {
        if (!speaker.IsDone)
        {
            Violate("clients resume", timeline, $"{speaker.Name} was never told that all is on record: {speaker.Acked} of {speaker.Said} bytes");
        }

        foreach (var (seq, final) in speaker.Finals)
        {
            if (seq > timeline.Events.Count || timeline.Events[(int)seq - 1].Data is not TranscriptSegmentAdded added || added.Segment.Text != final.Text)
            {
                Violate("acked is kept", timeline, $"the final of event {seq} is not in the journal");
            }
        }

        for (var lane = 0; lane < speaker.Lanes.Count; lane++)
        {
            var name = speaker.Lanes[lane];
            var acked = speaker.Acked / speaker.Lanes.Count;
            if (timeline.Channels.GetValueOrDefault(name) < acked)
            {
                Violate("acked is kept", timeline, $"{name}: byte {acked} was acknowledged, but {timeline.Channels.GetValueOrDefault(name)} is on record");
            }

            // Only what was acknowledged must be there; with all clients done that is all that was said.
            CheckWords(timeline, name, SpokenWord.Said(speaker.Microphone.Scripts[lane], speaker.Acked / speaker.Microphone.FrameSize));
        }
    }

    private void CheckWords(Timeline timeline, string channel, List<SpokenWord> said)
    {
        var recorded = SpokenWord.Recorded(Segments(timeline).Select(entry => entry.Segment).Where(segment => segment.Channel == channel));
        evidence.Write("checked", ("session", timeline.Id), ("channel", channel), ("words_said", said.Count), ("words_on_record", recorded.Count));
        var same = said.Zip(recorded, (one, other) => one.IsSame(other)).TakeWhile(isSame => isSame).Count();
        if (same < said.Count || same < recorded.Count)
        {
            Violate(
                "no word lost or doubled",
                timeline,
                $"{channel}: {said.Count} words were said, {recorded.Count} are on record; word {same + 1} should be {Nth(said, same)}, is {Nth(recorded, same)}");
        }

        if (timeline.Events.Any(entry => entry.Data is TranscriptGap gap && gap.Channel == channel))
        {
            Violate("no word lost or doubled", timeline, $"{channel}: a gap is on record");
        }
    }

    private void CheckRest(Timeline timeline, RestSession session)
    {
        var name = timeline.Row?.Name;
        if (name != $"v{session.Version}" && !session.Doubtful.Any(version => name == $"v{version}"))
        {
            Violate("acked is kept", timeline, $"the name is {name}, but v{session.Version} was acknowledged last");
        }

        if (session.SeenSeq > timeline.Events.Count)
        {
            Violate("acked is kept", timeline, $"event {session.SeenSeq} was read, but the journal ends with {timeline.Events.Count}");
        }

        if (session.Ended && timeline.Row?.Status != "ended")
        {
            Violate("acked is kept", timeline, $"its end was acknowledged, but it is {timeline.Row?.Status}");
        }

        foreach (var (key, text) in session.Lines)
        {
            if (timeline.Segments.Count(segment => segment.Id == "seg_" + key && segment.Text == text) != 1)
            {
                Violate("acked is kept", timeline, $"line {key} is not there once");
            }
        }

        if (timeline.Segments.GroupBy(segment => segment.Text).Any(line => line.Count() > 1))
        {
            Violate("no duplicates", timeline, $"{timeline.Segments.Count} lines, one of them twice");
        }
    }

    private static IEnumerable<(long Seq, TranscriptSegment Segment)> Segments(Timeline timeline) =>
        timeline.Events.Where(entry => entry.Data is TranscriptSegmentAdded).Select(entry => (entry.Seq, ((TranscriptSegmentAdded)entry.Data).Segment));

    private static string Nth(List<SpokenWord> words, int index) => index < words.Count ? words[index].ToString() : "nothing";

    private void Violate(string promise, Timeline timeline, FormattableString what) =>
        evidence.Violate(promise, $"{timeline.Id}: {what.ToString(CultureInfo.InvariantCulture)}");
}
