using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

/// <summary>
/// Some sessions' lives, as appends in the order in which they are handed in. Made from plain numbers, so that a failing one shrinks: each step says
/// which session does what, and whether it shares an append with the session's step before.
/// </summary>
internal sealed class Scenario
{
    private const int Sessions = 3;
    private static readonly string[] Channels = ["mic", "room", "line.in"];
    private static readonly string[] InsightIds = ["ins_a", "ins_b", "ins_c", "ins_d"];

    private static readonly string[] Names = ["Ana", "Ben", "Cem", "Dan"];

    private readonly string _prefix;
    private readonly Dictionary<string, Model> _models = new(StringComparer.Ordinal);
    private int _text;

    private Scenario(string prefix) => _prefix = prefix;

    public static Arbitrary<Step[]> Steps { get; } =
        (from session in Gen.Choose(0, Sessions - 1)
         from kind in Gen.Choose(0, 15)
         from detail in Gen.Choose(0, 1000)
         from joined in Gen.Choose(0, 2)
         select new Step(session, kind, detail, joined > 0))
        .ArrayOf()
        .ToArbitrary();

    public List<JournalAppend> Appends { get; } = [];

    public IReadOnlyDictionary<string, Model> Models => _models;

    public static Scenario From(Step[] steps, string prefix)
    {
        var scenario = new Scenario(prefix);
        foreach (var step in steps)
            scenario.Take(step);
        return scenario;
    }

    private void Take(Step step)
    {
        var id = $"{_prefix}_{step.Session}";
        if (!_models.TryGetValue(id, out var model))
        {
            _models[id] = model = new Model(id);
            Add(id, model, [Some.Created($"Session {step.Session}"), new ChannelOpened("mic", null, 16000)], [], joined: false);
        }

        var seq = model.Events.Count;
        var channel = Channels[step.Detail % Channels.Length];
        var known = model.ChannelNames.Contains(channel, StringComparer.Ordinal) ? channel : "mic";
        var from = model.OffsetOf(known);
        SessionEventData[] data = step.Kind switch
        {
            0 => [new SessionUpdated(new SessionDetails($"Name {step.Detail}", step.Detail % 2 == 0 ? null : "text", MeetingInfo: $$"""{"n": {{step.Detail}}}""", Record: step.Detail % 3 > 0))],
            1 => [new SessionStarted()],
            2 => [new SessionEnded()],
            3 => [new ChannelOpened(channel, step.Detail % 2 == 0 ? null : "Ana", step.Detail % 4 < 2 ? 8000 : 48000, step.Detail % 3 == 0 ? null : "conn_1", from)],
            4 => [new ChannelClosed(known, 1.5)],
            5 => [new TranscriptionDelayed(known, 2.5)],
            6 => [new TranscriptionRecovered(known)],
            7 => [new TranscriptGap(known, 1, 2, "provider-failed")],
            8 => [new InsightReceived("general", """{"free": "form"}""")],
            9 => [Insights(step.Detail, seq)],
            10 => [],
            12 => Correction(step.Detail, model),
            13 => [new SpeakerRenamed(Names[step.Detail % 3], Names[step.Detail / 3 % 4], 0, null, Stale(step.Detail))],
            14 => [new ChannelOpened(channel, Names[step.Detail % 4], 16000, null, from)],
            15 => [new RecordingFull(known, 1.5, 1000)],
            _ => [.. Enumerable.Range(0, 1 + (step.Detail % 3)).Select(_ => Some.Said($"sentence number {_text++}", known))],
        };
        if (data.Length == 0 && step.Kind != 10)
            return;

        ChannelAdvance[] advances = step.Kind is 10 or 11 ? [new(known, from, from + 1 + step.Detail, (from + 1 + step.Detail) / 32000.0)] : [];
        Add(id, model, data, advances, step.Joined);
    }

    private SessionEventData[] Correction(int detail, Model model)
    {
        if (model.Transcript.Count == 0)
            return [];

        var row = model.Transcript[detail % model.Transcript.Count];
        var text = string.Join(' ', Enumerable.Repeat($"other {_text++}", 1 + (detail % 4)));
        var words = text.Split(' ').Length - row.Segment.Text.Split(' ').Length;
        var speaker = detail % 2 == 0 ? row.Segment.Speaker : Names[detail % 4];
        return [new TranscriptCorrected(row.Segment with { Text = text, Words = [], Confidence = null, Speaker = speaker }, row.Seq, row.Version + 1, words, "user:user_1", Stale(detail))];
    }

    private static StaleInsights Stale(int detail) => new([.. InsightIds.Where((_, i) => ((detail >> i) & 1) == 1)], detail % 3 == 0);

    private static InsightsUpdated Insights(int detail, long seq)
    {
        var changed = InsightIds.Where((_, i) => ((detail >> i) & 1) == 1)
            .Select(id => Some.Insight(id, $"text {detail}", detail % 2 == 0 ? InsightStatus.Open : InsightStatus.Settled) with { DueOn = detail % 3 == 0 ? null : new DateOnly(2026, 5, 1) });
        var removed = InsightIds.Where((_, i) => ((detail >> (i + 4)) & 1) == 1);
        var summary = detail % 5 == 0 ? new MeetingSummary($"summary {detail}", [.. InsightIds.Take(detail % 3)], "local") : null;
        return new(seq, detail % 7 == 0, summary, [.. changed.OrderBy(insight => (insight.Id[^1] * detail) % 13)], [.. removed], detail % 5);
    }

    private void Add(string id, Model model, SessionEventData[] data, ChannelAdvance[] advances, bool joined)
    {
        var first = model.Events.Count + 1;
        List<SessionEvent> events = [.. data.Select((item, i) => new SessionEvent(first + i, Some.Noon.AddSeconds(first + i), item))];
        var append = new JournalAppend(id, Some.Org, events, advances);
        model.Apply(append);

        // Joining only appends that carry no advance keeps the order of events and advances the same for all.
        var last = joined ? Appends.FindLastIndex(other => string.Equals(other.SessionId, id, StringComparison.Ordinal)) : -1;
        if (last >= 0 && Appends[last].Advances.Count == 0)
            Appends[last] = append with { Events = [.. Appends[last].Events, .. events] };
        else
            Appends.Add(append);
    }
}

/// <param name="Session">Whose.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Detail">How.</param>
/// <param name="Joined">Whether it shares an append with the step before.</param>
internal sealed record Step(int Session, int Kind, int Detail, bool Joined);
