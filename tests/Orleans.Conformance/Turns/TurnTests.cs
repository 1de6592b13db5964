namespace Orleans.Conformance.Turns;

public sealed class TurnTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    [Fact]
    public async Task Call_WhileAnotherRuns_StartsWhenThatHasEnded()
    {
        var grain = shared.Grains.GetGrain<ITurnGrain>(_key);
        var first = grain.WaitAsync("first", $"{_key}.1");
        Assert.Equal(["first starts"], await Signals.Logged(_key, 1));
        var second = grain.WaitAsync("second", $"{_key}.2");
        Signals.Open($"{_key}.2");
        // Goes through the same queue and may overtake: when it has run, the second call has arrived and waits.
        await grain.InterleaveAsync("third");

        Assert.Equal(["third ran"], await Signals.Logged(_key, 1));
        Signals.Open($"{_key}.1");
        await Task.WhenAll(first, second).Within("both calls ended");

        Assert.Equal(["first ends", "second starts", "second ends"], await Signals.Logged(_key, 3));
    }

    [Fact]
    public async Task ReadOnly_WhileReadOnlyRuns_Interleaves()
    {
        var grain = shared.Grains.GetGrain<ITurnGrain>(_key);
        var first = grain.ReadAsync("first", $"{_key}.1");
        Assert.Equal(["first starts"], await Signals.Logged(_key, 1));
        var second = grain.ReadAsync("second", $"{_key}.2");

        Assert.Equal(["second starts"], await Signals.Logged(_key, 1));
        Signals.Open($"{_key}.1");
        Signals.Open($"{_key}.2");
        await Task.WhenAll(first, second).Within("both reads ended");
    }

    [Fact]
    public async Task ReadOnly_WhileAWriteRuns_Waits()
    {
        var grain = shared.Grains.GetGrain<ITurnGrain>(_key);
        var write = grain.WaitAsync("write", $"{_key}.1");
        Assert.Equal(["write starts"], await Signals.Logged(_key, 1));
        var read = grain.ReadAsync("read", $"{_key}.2");
        await grain.InterleaveAsync("other");
        Signals.Open($"{_key}.1");
        Signals.Open($"{_key}.2");
        await Task.WhenAll(write, read).Within("both calls ended");

        Assert.Equal(["other ran", "write ends", "read starts", "read ends"], await Signals.Logged(_key, 4));
    }

    [Fact]
    public async Task Reentrant_WhileACallRuns_LetsAnotherIn()
    {
        var grain = shared.Grains.GetGrain<IReentrantTurnGrain>(_key);
        var first = grain.WaitAsync("first", $"{_key}.1");
        var second = grain.WaitAsync("second", $"{_key}.2");

        Assert.Equal(["first starts", "second starts"], (await Signals.Logged(_key, 2)).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Signals.Open($"{_key}.2");
        await second.Within("the second call ended");
        Assert.False(first.IsCompleted);
        Signals.Open($"{_key}.1");
        await first.Within("the first call ended");
    }

    [Fact]
    public async Task MayInterleave_WhenThePredicateSaysSo_LetsTheCallIn()
    {
        var grain = shared.Grains.GetGrain<IChoosyTurnGrain>(_key);
        var first = grain.WaitAsync("first", $"{_key}.1");
        Assert.Equal(["first starts"], await Signals.Logged(_key, 1));
        var unwelcome = grain.WaitAsync("unwelcome", $"{_key}.2");
        var welcome = grain.WaitAsync("welcome", $"{_key}.2");

        Assert.Equal(["welcome starts"], await Signals.Logged(_key, 1));
        Signals.Open($"{_key}.1");
        Signals.Open($"{_key}.2");
        await Task.WhenAll(first, welcome, unwelcome).Within("all calls ended");
    }

    [Fact]
    public async Task Turns_OfManyInterleavingCalls_NeverOverlap()
    {
        const int Calls = 2000;
        var grain = shared.Grains.GetGrain<IReentrantTurnGrain>(_key);

        await Task.WhenAll(Enumerable.Range(0, Calls).Select(_ => grain.AddAsync())).Within("all calls ended");

        Assert.Equal(Calls + 1, await grain.AddAsync());
    }

    [Fact]
    public async Task Continuations_OfTheGrainsAwaits_RunOnItsScheduler()
    {
        var places = await shared.Grains.GetGrain<ISchedulerGrain>(_key).WhereAsync();

        Assert.Equal(
            [
                "start: grain",
                "after Yield: grain",
                "after Task.Run: grain",
                "in Task.Run: thread pool",
                "in StartNew: grain",
                "in ContinueWith: grain",
            ],
            places,
            StringComparer.Ordinal);
    }
}
