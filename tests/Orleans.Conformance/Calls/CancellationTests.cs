namespace Orleans.Conformance.Calls;

public interface ICancellableGrain : IGrainWithStringKey
{
    Task WaitAsync(string name, CancellationToken cancellationToken);

    Task PingAsync();
}

internal sealed class CancellableGrain : Grain, ICancellableGrain
{
    public async Task WaitAsync(string name, CancellationToken cancellationToken)
    {
        Signals.Open($"{name}.started");
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Signals.Open($"{name}.cancelled");
            throw;
        }
    }

    public Task PingAsync() => Task.CompletedTask;
}

public sealed class CancellationTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private ICancellableGrain Grain => shared.Grains.GetGrain<ICancellableGrain>(_key);

    [Fact]
    public async Task Cancel_WhileTheMethodRuns_CancelsTheCallAndTheMethod()
    {
        using var source = new CancellationTokenSource();
        var call = Grain.WaitAsync(_key, source.Token);
        await Signals.Opened($"{_key}.started").Within("the method started");

        await source.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Signals.Opened($"{_key}.cancelled").Within("the method was cancelled");
        await Grain.PingAsync().Within("the grain took the next call");
    }

    [Fact]
    public async Task Cancel_WhileTheCallWaits_CancelsTheCall()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var running = Grain.WaitAsync($"{_key}.1", first.Token);
        await Signals.Opened($"{_key}.1.started").Within("the first call started");
        var waiting = Grain.WaitAsync($"{_key}.2", second.Token);

        await second.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await first.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        await Grain.PingAsync().Within("the grain took the next call");
    }

    [Fact]
    public async Task Call_WithACancelledToken_IsNotMade()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Grain.WaitAsync(_key, source.Token));

        await Grain.PingAsync();
        Assert.False(Signals.IsOpen($"{_key}.started"));
    }
}
