using System.Text.RegularExpressions;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Bench.Chaos.Checking;

/// <summary>Compares what clients were told with what is in PostgreSQL.</summary>
/// <param name="evidence">Takes what is wrong.</param>
/// <param name="frontEndLogs">What front-ends told their operator.</param>
internal sealed partial class Audit(Evidence evidence, IEnumerable<string> frontEndLogs)
{
    private readonly HashSet<string> _endByThemselves = [.. frontEndLogs.SelectMany(File.ReadLines).Select(line => NotEnded().Match(line)).Where(match => match.Success).Select(match => match.Groups["id"].Value)];
    private readonly TimelineCheck _timelines = new(evidence);

    /// <summary>Checks every session that is in the database, and every one that a client knows.</summary>
    public async Task CheckAsync(NpgsqlConnection connection, Crowd crowd, IReadOnlyList<RestClient> clients, IReadOnlyList<Uploader> uploaders)
    {
        var watchers = crowd.Watchers.ToLookup(watcher => watcher.SessionId, StringComparer.Ordinal);
        var speakers = crowd.Speakers.ToLookup(speaker => speaker.SessionId, StringComparer.Ordinal);
        var hubSpeakers = crowd.HubSpeakers.ToLookup(speaker => speaker.SessionId, StringComparer.Ordinal);
        var known = clients.SelectMany(client => client.Sessions).ToLookup(session => session.Id, StringComparer.Ordinal);
        var recordings = uploaders.SelectMany(client => client.Recordings).ToLookup(recording => recording.SessionId, StringComparer.Ordinal);
        var stopped = uploaders.SelectMany(client => client.Stopped).ToLookup(recording => recording.SessionId, StringComparer.Ordinal);
        string[] told = [.. watchers.Select(Key), .. known.Select(Key), .. recordings.Select(Key), .. stopped.Select(Key)];
        foreach (var id in (await Timeline.ListAsync(connection)).Union(told))
        {
            // A session that no client knows was made for one that never had the answer.
            evidence.Write("audited", ("session", id), ("known", told.Contains(id) ? 1 : 0));
            var timeline = await Timeline.ReadAsync(connection, id);
            _timelines.Check(timeline);
            Check(watchers[id], watcher => CheckWatcher(timeline, watcher));
            Check(speakers[id], speaker => CheckSpeaker(timeline, speaker));
            Check(hubSpeakers[id], speaker => CheckHubSpeaker(timeline, speaker));
            Check(known[id], session => CheckRest(timeline, session));
            Check(recordings[id], recording => ViolateAll(timeline, UploadCheck.Check(recording, timeline, _endByThemselves.Contains(id))));
            Check(stopped[id], recording => ViolateAll(timeline, UploadCheck.Check(recording, timeline, _endByThemselves.Contains(id))));
        }

        static string Key<T>(IGrouping<string, T> group) => group.Key;

        static void Check<T>(IEnumerable<T> clients, Action<T> check)
        {
            foreach (var client in clients)
            {
                check(client);
            }
        }
    }

    /// <summary>That each event is still what was shown is for the watcher to say, which has read all of them again.</summary>
    private void CheckWatcher(Timeline timeline, Watcher watcher)
    {
        if (watcher.Seen.Seq > timeline.Events.Count)
        {
            Violate("acked is kept", timeline, $"event {watcher.Seen.Seq} was shown, but the journal ends with {timeline.Events.Count}");
        }
    }

    private void CheckHubSpeaker(Timeline timeline, HubSpeaker speaker)
    {
        if (!speaker.IsDone)
        {
            Violate("clients resume", timeline, $"{speaker.Name} never heard its last words, {speaker.Speech.Turns.LastOrDefault()?.Last}");
        }

        foreach (var wrong in HubCheck.CheckWords(speaker.Speech.Turns, timeline.Said.Select(entry => entry.Segment)))
        {
            Violate("no word lost or doubled", timeline, $"{wrong}");
        }

        if (HubCheck.CheckRoom(speaker.Room.Events, timeline.Events) is { } unlike)
        {
            Violate("no holes", timeline, $"{unlike}");
        }

        var said = speaker.Speech.Turns.Sum(turn => turn.Last - turn.First + 1);
        evidence.Write("checked", ("session", timeline.Id), ("channel", "hub"), ("words_said", said), ("words_on_record", timeline.Said.Sum(entry => entry.Segment.Words.Count)));
    }

    private void ViolateAll(Timeline timeline, IEnumerable<string> wrongs)
    {
        foreach (var wrong in wrongs)
        {
            Violate("acked is kept", timeline, $"{wrong}");
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
            var stored = timeline.Channels.GetValueOrDefault(name)?.AckedOffset ?? 0;
            if (stored < acked || (speaker.IsDone && stored > acked))
            {
                Violate("acked is kept", timeline, $"{name}: byte {acked} was acknowledged, but {stored} is on record");
            }

            // Only what was acknowledged must be there; with all clients done that is all that was said.
            CheckWords(timeline, name, SpokenWord.Said(speaker.Microphone.Scripts[lane], speaker.Acked / speaker.Microphone.FrameSize));
        }
    }

    private void CheckWords(Timeline timeline, string channel, List<SpokenWord> said)
    {
        var recorded = SpokenWord.Recorded(timeline.Said.Select(entry => entry.Segment).Where(segment => segment.Channel == channel));
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

    private static string Nth(List<SpokenWord> words, int index) => index < words.Count ? words[index].ToString() : "nothing";

    /// <summary>How a front-end says that it had to leave a recording's session to its own end.</summary>
    [GeneratedRegex(@"Session (?<id>sess_\w+) of a recording could not be ended", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NotEnded();

    private void Violate(string promise, Timeline timeline, FormattableString what) => evidence.Violate(promise, timeline.Id, what);
}
