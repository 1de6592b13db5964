using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>The life of one session: commands to its grain, made from plain numbers so that a failing one shrinks. What the grain refuses did not happen.</summary>
internal sealed class Life(ISessionGrain session)
{
    private static readonly string[] Channels = ["mic", "room", "line.in"];
    private static readonly string[] Texts = ["Hello there", "a \"quote\" & <b>tag</b> --> x", "Zażółć \u2028 gęślą 🙂", "tab\tand\nline", "", "{\\an8} 50% #1 *x*"];
    private static readonly string[] Names = ["Ana", "Ben", "Cem", "Dan", "Ana Hello there"];
    private readonly List<string> _segments = [];
    private readonly List<string> _notes = [];
    private readonly List<string> _tasks = [];
    private int _number;

    public static Arbitrary<Deed[]> Deeds { get; } =
        (from kind in Gen.Choose(0, 17)
         from detail in Gen.Choose(0, 1000)
         select new Deed(kind, detail))
        .ArrayOf()
        .ToArbitrary();

    public async Task LiveAsync(IEnumerable<Deed> deeds)
    {
        foreach (var deed in deeds)
        {
            CallContext.ActFor("org_dev", deed.Detail % 3 == 0 ? "user:user_ana" : "share_link:share_1");
            await DoAsync(deed.Kind, deed.Detail);
        }
    }

    private static string Text(int detail) => Texts[detail % Texts.Length];

    private Task DoAsync(int kind, int detail) => kind switch
    {
        0 => session.UpdateAsync(new UpdateSession($"Name {detail}", detail % 2 == 0 ? null : Text(detail), null, detail % 7 == 0)),
        1 => session.StartAsync(),
        2 => session.EndAsync(),
        3 => session.OpenChannelAsync(new OpenChannel(Channels[detail % 3], detail % 2 == 0 ? null : $"Ana {Text(detail)}", detail % 5 == 0 ? 48_000 : 16_000, detail % 4 == 0 ? $"conn_{detail}" : null)),
        4 => HearAsync(Channels[detail % 3], detail, close: false),
        5 => HearAsync(Channels[detail % 3], detail, close: true),
        6 => session.ReportDelayAsync(new ReportDelay(Channels[detail % 3], detail / 7.0, detail % 2 == 0)),
        7 => LineAsync(detail),
        8 => NoteAsync(detail),
        9 => session.EditNoteAsync(new EditNote(Any(_notes, detail), Text(detail), detail % 2 == 0 ? "Cem" : null, detail % 3 == 0 ? NoteType.Command : null, detail % 5 == 0 ? ["x", Text(detail) + "y"] : null, null)),
        10 => session.DeleteNoteAsync(new DeleteNote(Any(_notes, detail), null)),
        11 => RegisterAsync(detail),
        12 => session.SettleSttTaskAsync(new SettleSttTask(Any(_tasks, detail), detail % 3 == 0 ? SttTaskStatus.Failed : SttTaskStatus.Done, detail % 3 == 0 ? null : Text(detail), detail % 3 == 0 ? "No." : null)),
        13 => UnderstandAsync(detail),
        15 => session.CorrectSegmentAsync(new CorrectSegment(Any(_segments, detail), Texts[detail % 4] + (detail % 9), detail % 3 == 0 ? "Dan" : null, null)),
        16 => session.CorrectSegmentAsync(new CorrectSegment(Any(_segments, detail), null, detail % 2 == 0 ? "Ana" : "Ben", detail % 5 == 0 ? 1 : null)),
        17 => session.RenameSpeakerAsync(new RenameSpeaker(Names[detail % Names.Length], Names[detail / 5 % Names.Length])),
        _ => session.AddInsightAsync(new AddInsight("general", """{"free": "form", "half": "\ud800"}""")),
    };

    private static string Any(List<string> ids, int detail) => ids.Count == 0 ? "none" : ids[detail % ids.Count];

    private Task LineAsync(int detail)
    {
        var number = _number++;
        _segments.Add($"seg_{number}");
        return session.AddLineAsync(new AddTranscriptLine($"{number}", $"line {Text(detail)}", detail % 2 == 0 ? "Ben" : null, detail % 3 == 0 ? null : 0.1 + (detail / 3000.0)));
    }

    private string NextSegment()
    {
        _segments.Add($"seg_{_number++}");
        return _segments[^1];
    }

    private Task NoteAsync(int detail)
    {
        _notes.Add($"note_{_number++}");
        var at = DateTimeOffset.UnixEpoch.AddHours(detail).AddTicks(10 * detail);
        return session.AddNoteAsync(new AddNote(_notes[^1], at, Text(detail), detail % 2 == 0 ? null : "Ana", (NoteType)(detail % 3), detail % 4 == 0 ? [] : ["valve"], detail % 2 == 0 ? null : """{"p1": 2.50, "s": "\u0041"}"""));
    }

    private Task RegisterAsync(int detail)
    {
        _tasks.Add(Ids.NewSttTask());
        return session.AddSttTaskAsync(new AddSttTask(_tasks[^1], new RegisterSttTask("", $"chunk {Text(detail)}", detail % 2 == 0 ? null : detail / 9.0, detail % 3 == 0 ? "small" : null)));
    }

    private async Task HearAsync(string channel, int detail, bool close)
    {
        var known = (await session.GetAsync()).Value!.Channels.FirstOrDefault(other => other.Name == channel);
        var (from, at) = (known?.AckedOffset ?? 0, known?.AckedTime ?? 0);
        TranscriptSegment[] said = detail % 4 == 0
            ? []
            : [new(NextSegment(), channel, known?.Speaker, at, at + 0.1, Text(detail), [new("word", at, at + (detail / 30000.0), 1 / 3.0), new("", at, at, 0)], detail % 2 == 0 ? null : 0.3, "scripted", null)];
        TranscriptGap[] gaps = detail % 7 == 0 ? [new(channel, at, at + 1, "provider-failed")] : [];
        await session.CommitOutcomeAsync(new CommitOutcome(channel, from, from + (2 * detail), at + (detail / 11.0), said, gaps, close));
    }

    private async Task UnderstandAsync(int detail)
    {
        var current = (await session.GetAsync()).Value!;
        var changed = Enumerable.Range(0, 4).Where(i => ((detail >> i) & 1) == 1).Select(i => new Insight(
            $"ins_{i}", (InsightKind)(detail % 5), Text(detail), detail % 2 == 0 ? null : "Ben", null, detail % 3 == 0 ? null : new DateOnly(2026, 5, 1), (InsightStatus)(detail % 2), null, ["seg_0"], "local")).ToArray();
        var removed = Enumerable.Range(0, 4).Where(i => ((detail >> (i + 4)) & 1) == 1).Select(i => string.Create(CultureInfo.InvariantCulture, $"ins_{i}")).ToArray();
        var summary = detail % 5 == 0 ? new MeetingSummary(Text(detail), ["seg_0"], "local") : null;
        await session.UpdateInsightsAsync(new UpdateInsights(new InsightsUpdated(current.LastSeq, detail % 7 == 0, summary, changed, removed, detail % 5), CorrectedSeq: current.CorrectedSeq));
    }
}

/// <param name="Kind">What happens.</param>
/// <param name="Detail">How.</param>
internal sealed record Deed(int Kind, int Detail);
