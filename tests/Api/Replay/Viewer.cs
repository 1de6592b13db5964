using System.Text.Json;
using System.Threading.Channels;
using MeetingIntel.Api.Replay;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Api.Tests.Replay;

/// <summary>Whoever watches a replay, without a socket in between: keeps what comes, and says what it is told to say.</summary>
/// <param name="session">What is replayed.</param>
internal sealed class Viewer(RecordedSession session)
{
    private readonly Channel<ReplayCommand> _commands = Channel.CreateUnbounded<ReplayCommand>();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<(int After, ReplayCommand Command)> _plan = new();
    private int _frames;

    /// <summary>It has asked for another place, and is not on its way there yet.</summary>
    private bool _seeks;

    public ManualTime Time { get; } = new();

    /// <summary>Events that it has, as they came.</summary>
    public List<string> Events { get; } = [];

    /// <summary>All that came since the last seek, and when.</summary>
    public List<(TimeSpan When, JsonElement Frame)> Log { get; } = [];

    /// <summary>The newest value of each channel.</summary>
    public Dictionary<string, double> Values { get; } = [];

    /// <summary>How often an event came that it had, or one was missing.</summary>
    public int Mistakes { get; private set; }

    /// <summary>Watches to the end.</summary>
    /// <param name="request">How it begins.</param>
    /// <param name="plan">What it says after how many frames more.</param>
    public async Task WatchAsync(ReplayRequest request, params IEnumerable<(int After, ReplayCommand Command)> plan)
    {
        foreach (var step in plan)
        {
            _plan.Enqueue(step);
        }

        Events.AddRange(session.Frames.Take((int)request.After));
        var timeline = await ReplayTimeline.OpenAsync(session.Snapshot, request, session, session, Time, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var playing = new ReplayPlayer(timeline.Value!, request, new ReplayMessages(RecordedSession.Id), Time, _commands.Reader, TakeAsync).RunAsync(stop.Token);
        await Time.AdvanceUntilAsync(Task.WhenAny(playing, _ended.Task), TimeSpan.FromMilliseconds(20)).Within("watching a replay to its end");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => playing);
    }

    private ValueTask TakeAsync(ReadOnlyMemory<byte> utf8, CancellationToken stop)
    {
        var frame = JsonSerializer.Deserialize<JsonElement>(utf8.Span);
        Log.Add((TimeSpan.FromTicks(Time.GetTimestamp()), frame));
        var name = frame.GetProperty("event").GetString();
        var data = frame.GetProperty("data");
        if (frame.TryGetProperty("seq", out var seq))
        {
            Mistakes += seq.GetInt64() == Events.Count + 1 ? 0 : 1;
            Events.Add(Convert.ToBase64String(utf8.Span));
        }
        else if (name == "replay.reset")
        {
            Events.RemoveRange((int)data.GetProperty("after").GetInt64(), Events.Count - (int)data.GetProperty("after").GetInt64());
            Values.Clear();
        }
        else if (name == "telemetry.latest")
        {
            Values[data.GetProperty("channel").GetString()!] = data.GetProperty("value").GetDouble();
        }
        else if (name == "replay.position" && !data.GetProperty("caught_up").GetBoolean())
        {
            _seeks = false;
        }
        else if (name == "replay.position" && data.GetProperty("paused").GetBoolean())
        {
            _commands.Writer.TryWrite(new ResumeReplay());
        }

        Say(name == "replay.ended");
        return ValueTask.CompletedTask;
    }

    private void Say(bool isOver)
    {
        _frames++;
        while (_plan.TryPeek(out var step) && (isOver || _frames >= step.After))
        {
            _plan.Dequeue();
            _frames = 0;
            _commands.Writer.TryWrite(step.Command);
            _seeks |= step.Command is SeekPlace;
        }

        // Who has asked for another place hears of the end once more.
        if (isOver && !_seeks)
        {
            _ended.TrySetResult();
        }
    }
}
