using System.Text.Json;
using System.Threading.Channels;
using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Api.Replay;
using MeetingIntel.Api.Sockets;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Time;
using Microsoft.FSharp.Core;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>Whatever a client does while it watches, at the end it has what a live one got.</summary>
public sealed class ReplayPlayerTests
{
    private static readonly ReplayRequest Plain = new(null, 1, 0, null, WithTelemetry: true, SkipSilence: false, Paused: false);

    private static readonly Gen<(int After, ReplayCommand Command)> Steps =
        from after in Gen.Choose(1, 12)
        from kind in Gen.Choose(0, 5)
        from detail in Gen.Choose(-5, 120)
        select (after, (ReplayCommand)(kind switch
        {
            0 => new PauseReplay(),
            1 => new ResumeReplay(),
            2 => new ChangeSpeed(Math.Clamp(detail / 5.0, 0.5, 16)),
            3 => new SeekPlace(new ReplayPlace(0, RecordedSession.Noon.AddSeconds(detail * 1.7))),
            _ => new SeekPlace(new ReplayPlace(detail)),
        }));

    [Fact]
    public async Task Play_OfAnySession_HoweverItIsWatched_GivesWhatALiveWatcherGot()
    {
        var cases = (from moments in RecordedSession.Any.Generator
                     from steps in Steps.ArrayOf()
                     from speed in Gen.Elements(0.5, 1, 7.3, 16)
                     from after in Gen.Choose(0, 4)
                     from fromSecond in Gen.Choose(-5, 60)
                     from switches in Gen.Choose(0, 7)
                     select new Case(moments, steps, speed, after, fromSecond, switches)).ToArbitrary();
        var property = FsCheck.FSharp.Prop.ForAll(cases, FuncConvert.FromFunc<Case, Task<bool>>(HoldsAsync));

        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(150).WithEndSize(60), property));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Play_AtASpeed_SendsEachThingWhenItsMomentComes(double speed)
    {
        var session = new RecordedSession([new(1000, 0), new(250, 5), new(10_000, 1), new(0, 2), new(333, 7), new(60_000, 0)]);
        var viewer = new Viewer(session);
        var began = TimeSpan.FromTicks(viewer.Time.GetTimestamp());

        await viewer.WatchAsync(Plain with { Speed = speed });

        var seen = viewer.Log.Where(entry => TimeOf(entry.Frame) is not null).ToList();
        Assert.Equal(session.Events.Count + session.Points.Count, seen.Count);
        Assert.All(seen, entry => Assert.InRange(
            entry.When - began, (TimeOf(entry.Frame)!.Value - RecordedSession.Noon) / speed, ((TimeOf(entry.Frame)!.Value - RecordedSession.Noon) / speed) + TimeSpan.FromMilliseconds(25)));
        Assert.Equal(seen.Select(entry => TimeOf(entry.Frame)).Order(), seen.Select(entry => TimeOf(entry.Frame)));
    }

    /// <summary>The cursor of a page moves even while nothing happens: about once a second, whatever the speed.</summary>
    [Fact]
    public async Task Play_WhileNothingHappens_SaysEachSecondWhereItIs()
    {
        var viewer = new Viewer(new RecordedSession([new(80_000, 0)]));

        await viewer.WatchAsync(Plain with { Speed = 8 });

        var positions = Positions(viewer).Where(position => position.GetProperty("caught_up").GetBoolean()).Select(position => position.GetProperty("offset_seconds").GetDouble()).ToList();
        Assert.InRange(positions.Count, 10, 12);
        Assert.Equal((0, 80), (positions[0], positions[^1]));
        Assert.Equal(positions.Order(), positions);
    }

    /// <summary>Somebody drags the cursor over a long session: nobody wants all that lies in between.</summary>
    [Fact]
    public async Task Play_WhileItCatchesUp_GivesUpForANewerPlace()
    {
        var session = new RecordedSession(Enumerable.Repeat(new Moment(100, 0), 200));
        var viewer = new Viewer(session);

        await viewer.WatchAsync(Plain with { From = new ReplayPlace(19), Speed = 16 }, (5, new PauseReplay()), (0, new SeekPlace(new ReplayPlace(1))));

        Assert.InRange(viewer.Log.FindIndex(entry => entry.Frame.Text("event") == "replay.reset"), 5, 10);
        Assert.Equal(0, viewer.Mistakes);
        Assert.Equal(session.Frames, viewer.Events);
        Assert.Contains(Positions(viewer), position => position.GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task Play_FromTheMiddle_CatchesUpAtOnceAndShowsEachChannelsValueThere()
    {
        var session = new RecordedSession([new(1000, 0), new(500, 4), new(100, 4), new(100, 5), new(10_000, 1), new(10, 4)]);
        var viewer = new Viewer(session);

        await viewer.WatchAsync(Plain with { From = new ReplayPlace(5) });

        var names = viewer.Log.Select(entry => entry.Frame).TakeWhile(frame => !IsCaughtUp(frame)).Select(frame => $"{frame.GetProperty("event")} {(frame.TryGetProperty("seq", out var seq) ? seq : null)}".Trim());
        Assert.Equal(["replay.position", "session.created 1", "session.started 2", "note.deleted 3", "telemetry.latest", "telemetry.latest"], names);
        Assert.Equal(session.Frames, viewer.Events);
        var first = Positions(viewer).First();
        Assert.Equal(
            """{"at":"2026-05-04T12:00:05.000000Z","offset_seconds":5,"speed":1,"paused":false,"seq":0,"from":"2026-05-04T12:00:00.000000Z","to":"2026-05-04T12:00:11.710000Z","caught_up":false}""",
            first.GetRawText());
    }

    [Fact]
    public async Task Play_WithoutSilence_ShortensWhatIsLong()
    {
        var viewer = new Viewer(new RecordedSession([new(4000, 0), new(3_600_000, 1), new(5000, 2)]));
        var began = TimeSpan.FromTicks(viewer.Time.GetTimestamp());

        await viewer.WatchAsync(Plain with { SkipSilence = true });

        // 4 s as they were, 1 s of the hour, 5 s as they were.
        Assert.InRange(viewer.Log[^1].When - began, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10.2));
        Assert.Contains(Positions(viewer), position => position.GetProperty("offset_seconds").GetDouble() == 3603);
    }

    /// <summary>A server's clock was set back: the last event is not the latest one, and the client has the latest one.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Play_AfterTheLatestMoment_GoesOnAsFarAsThat(int after)
    {
        var session = new RecordedSession([new(5000, 0), new(-1000, 4), new(-500, 0), new(0, 0)]);
        var viewer = new Viewer(session);

        await viewer.WatchAsync(Plain with { After = after });

        Assert.Equal(session.Frames, viewer.Events);
        Assert.Equal(-1000, viewer.Values["p1"]);
        Assert.Equal(5, Positions(viewer).Last().GetProperty("offset_seconds").GetDouble());
    }

    [Fact]
    public async Task Play_OfSomeTypes_GivesThese()
    {
        var viewer = new Viewer(new RecordedSession([new(10, 0), new(10, 5), new(10, 0)]));

        await viewer.WatchAsync(Plain with { Types = ["session.started", "session.ended"], WithTelemetry = false });

        Assert.Equal(["session.started", "session.ended"], viewer.Log.Select(entry => entry.Frame).Where(frame => TimeOf(frame) is not null).Select(frame => frame.GetProperty("event").GetString()));
    }

    /// <summary>Who takes what comes much later than it was due is cut, as by the live feed; who is asked to take all at once is not.</summary>
    [Theory]
    [InlineData(9, false)]
    [InlineData(11, true)]
    public async Task Play_ToWhoDoesNotKeepUp_CutsThem(int seconds, bool isCut)
    {
        var session = new RecordedSession([new(1000, 0)]);
        var time = new ManualTime();
        var opened = await ReplayTimeline.OpenAsync(session.Snapshot, Plain, session, session, time, CancellationToken.None);
        var over = new TaskCompletionSource<SocketEnd>();
        using var stop = new CancellationTokenSource();

        async ValueTask Take(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
        {
            var name = JsonSerializer.Deserialize<JsonElement>(frame.Span).Text("event");
            if (name == "note.deleted")
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), time, cancellationToken);
            }

            if (name == "replay.ended")
            {
                over.TrySetResult(SocketEnd.Done);
            }
        }

        var playing = new ReplayPlayer(opened.Value!, Plain, new ReplayMessages(RecordedSession.Id), time, Channel.CreateUnbounded<ReplayCommand>().Reader, Take).RunAsync(stop.Token);
        var first = Task.WhenAny(playing, over.Task);
        await time.AdvanceUntilAsync(first, TimeSpan.FromMilliseconds(100)).Within("watching slowly");

        Assert.Equal(isCut ? "feed.too-slow" : null, (await await first).Code);
        await stop.CancelAsync();
    }

    private static async Task<bool> HoldsAsync(Case given)
    {
        var session = new RecordedSession(given.Moments);
        var viewer = new Viewer(session);
        await viewer.WatchAsync(
            Plain with
            {
                Speed = given.Speed,
                From = given.FromSecond < 0 ? null : new ReplayPlace(given.FromSecond),
                After = Math.Min(given.After, session.Events.Count),
                SkipSilence = (given.Switches & 1) != 0,
                Paused = (given.Switches & 2) != 0,
                WithTelemetry = (given.Switches & 4) == 0,
            },
            given.Steps);

        Assert.Equal(session.Frames, viewer.Events);
        Assert.Equal(0, viewer.Mistakes);
        if ((given.Switches & 4) == 0)
        {
            var end = session.Events.Max(item => item.At) is var last && last > session.Events[^1].At ? last : session.Events[^1].At;
            var newest = session.Points.Where(point => point.At <= end).GroupBy(point => point.Channel).ToDictionary(channel => channel.Key, channel => channel.Last().Value);
            Assert.Equal(newest.OrderBy(pair => pair.Key, StringComparer.Ordinal), viewer.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }

        return true;
    }

    private static IEnumerable<JsonElement> Positions(Viewer viewer) =>
        viewer.Log.Select(entry => entry.Frame).Where(frame => frame.GetProperty("event").GetString() == "replay.position").Select(frame => frame.GetProperty("data"));

    private static bool IsCaughtUp(JsonElement frame) => frame.GetProperty("event").GetString() == "replay.position" && frame.GetProperty("data").GetProperty("caught_up").GetBoolean();

    private static DateTimeOffset? TimeOf(JsonElement frame) =>
        frame.TryGetProperty("at", out var at) ? at.GetDateTimeOffset()
        : frame.GetProperty("event").GetString() == "telemetry.latest" ? frame.GetProperty("data").GetProperty("timestamp").GetDateTimeOffset()
        : null;

    private sealed record Case(Moment[] Moments, (int After, ReplayCommand Command)[] Steps, double Speed, int After, int FromSecond, int Switches);
}
