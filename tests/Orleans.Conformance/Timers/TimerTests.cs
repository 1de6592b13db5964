using Orleans.Concurrency;

namespace Orleans.Conformance.Timers;

public interface ITimerGrain : IGrainWithStringKey
{
    /// <summary>Starts a timer whose ticks log "tick starts", wait for the gate and log "tick ends".</summary>
    Task StartAsync(string gate, bool interleave);

    /// <summary>Starts a timer whose ticks log their number and fail.</summary>
    Task StartFailingAsync();

    /// <summary>Starts a timer that ticks once, and not before <see cref="ChangeAsync"/>.</summary>
    Task StartLateAsync();

    Task ChangeAsync();

    Task StopAsync();

    Task WaitAsync(string gate);

    Task DeactivateAsync();

    [AlwaysInterleave]
    Task PingAsync();
}

internal sealed class TimerGrain : Grain, ITimerGrain
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(5);

    private IGrainTimer? _timer;
    private int _ticks;

    private string Key => this.GetPrimaryKeyString();

    public Task StartAsync(string gate, bool interleave)
    {
        _timer = this.RegisterGrainTimer(
            async cancellationToken =>
            {
                var tick = ++_ticks;
                Signals.Log(Key, $"tick {tick} starts");
                _ = cancellationToken.Register(() => Signals.Open($"{gate}.cancelled"));
                await Signals.Opened(gate);
                Signals.Log(Key, $"tick {tick} ends");
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Period) { Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartFailingAsync()
    {
        _timer = this.RegisterGrainTimer(
            () =>
            {
                Signals.Log(Key, $"tick {++_ticks}");
                throw new InvalidOperationException("A tick fails.");
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Period));
        return Task.CompletedTask;
    }

    public Task StartLateAsync()
    {
        _timer = this.RegisterGrainTimer(
            static (key, _) =>
            {
                Signals.Log(key, "ticked");
                return Task.CompletedTask;
            },
            Key,
            new GrainTimerCreationOptions(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        return Task.CompletedTask;
    }

    public Task ChangeAsync()
    {
        _timer!.Change(Period, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public async Task WaitAsync(string gate)
    {
        Signals.Log(Key, "call starts");
        await Signals.Opened(gate);
        Signals.Log(Key, "call ends");
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task PingAsync() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Signals.Log(Key, "deactivated");
        return Task.CompletedTask;
    }
}

public sealed class TimerTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private ITimerGrain Grain => shared.Grains.GetGrain<ITimerGrain>(_key);

    [Fact]
    public async Task Tick_WhileTheLastRuns_Waits()
    {
        await Grain.StartAsync(_key, interleave: true);
        Assert.Equal(["tick 1 starts"], await Signals.Logged(_key, 1));

        Signals.Open(_key);

        Assert.Equal(["tick 1 ends", "tick 2 starts", "tick 2 ends", "tick 3 starts"], await Signals.Logged(_key, 4));
        await Grain.StopAsync();
    }

    [Fact]
    public async Task Tick_WhileACallRuns_Waits()
    {
        var call = Grain.WaitAsync($"{_key}.call");
        Assert.Equal(["call starts"], await Signals.Logged(_key, 1));
        // Waits behind the running call, as the timer's ticks will.
        var start = Grain.StartAsync(_key, interleave: false);
        Signals.Open($"{_key}.call");
        await Task.WhenAll(call, start).Within("the calls ended");
        Assert.Equal(["call ends", "tick 1 starts"], await Signals.Logged(_key, 2));
        var second = Grain.WaitAsync($"{_key}.second");
        Signals.Open($"{_key}.second");
        // May overtake the second call, which waits for the tick.
        await Grain.PingAsync();
        Signals.Open(_key);

        Assert.Equal("tick 1 ends", (await Signals.Logged(_key, 1))[0]);
        await second.Within("the second call ended");
        await Grain.StopAsync();
    }

    [Fact]
    public async Task Tick_ThatInterleaves_RunsWhileACallRuns()
    {
        await Grain.StartAsync(_key, interleave: true);
        Assert.Equal(["tick 1 starts"], await Signals.Logged(_key, 1));
        var call = Grain.WaitAsync($"{_key}.call");
        Assert.Equal(["call starts"], await Signals.Logged(_key, 1));

        Signals.Open(_key);

        Assert.Equal(["tick 1 ends", "tick 2 starts"], await Signals.Logged(_key, 2));
        Signals.Open($"{_key}.call");
        await call.Within("the call ended");
        await Grain.StopAsync();
    }

    [Fact]
    public async Task Tick_WhenItFails_IsFollowedByTheNext()
    {
        await Grain.StartFailingAsync();

        Assert.Equal(["tick 1", "tick 2", "tick 3"], await Signals.Logged(_key, 3));
        await Grain.StopAsync();
    }

    [Fact]
    public async Task Change_OfAStillTimer_StartsIt()
    {
        await Grain.StartLateAsync();
        await Grain.ChangeAsync();

        Assert.Equal(["ticked"], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task Deactivation_WhileATickRuns_WaitsForItAndStopsTheTimer()
    {
        await Grain.StartAsync(_key, interleave: true);
        Assert.Equal(["tick 1 starts"], await Signals.Logged(_key, 1));

        await Grain.DeactivateAsync();
        Assert.False(Signals.IsOpen($"{_key}.cancelled"));
        Signals.Open(_key);

        Assert.Equal(["tick 1 ends", "deactivated"], await Signals.Logged(_key, 2));
        await Signals.Opened($"{_key}.cancelled").Within("the timer's token was cancelled");
    }
}
