using Orleans.Concurrency;
using Orleans.Conformance;

namespace Orleans.Embedded.Tests.Calls;

public interface IStressedGrain : IGrainWithStringKey
{
    Task<int> EchoAsync(int value, bool later);

    Task<int> EchoCancellablyAsync(int value, CancellationToken cancellationToken);

    [ResponseTimeout("00:00:00.100")]
    Task<int> EchoAfterAsync(int value, string gate);

    [AlwaysInterleave]
    Task DeactivateAsync();
}

internal sealed class StressedGrain : Grain, IStressedGrain
{
    private int _running;

    public async Task<int> EchoAsync(int value, bool later)
    {
        Enter();
        _ = Signals.Count($"{this.GetPrimaryKeyString()}.{value}");
        if (later)
            await Task.Yield();
        Leave();
        return value;
    }

    public async Task<int> EchoCancellablyAsync(int value, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        return value;
    }

    public async Task<int> EchoAfterAsync(int value, string gate)
    {
        await Signals.Opened(gate);
        return value;
    }

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private void Enter() => Assert.Equal(1, Interlocked.Increment(ref _running));

    private void Leave() => Assert.Equal(0, Interlocked.Decrement(ref _running));
}

/// <summary>Call objects are pooled, activations come and go: every call must still get its own answer, once.</summary>
public sealed class StressTests
{
    private const int Callers = 16;
    private const int CallsPerCaller = 2000;

    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Calls_WhileActivationsComeAndGo_AreExecutedOnceEach()
    {
        await using var silo = await Silo.StartAsync();
        using var done = new CancellationTokenSource();
        var grain = silo.Grains.GetGrain<IStressedGrain>(_key);
        var deactivating = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                    await grain.DeactivateAsync();
            },
            TestContext.Current.CancellationToken);

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            for (var call = 0; call < CallsPerCaller; call++)
            {
                var value = (caller * CallsPerCaller) + call;
                Assert.Equal(value, await EchoPersistentlyAsync(grain, value));
            }
        }))).Within("all calls were answered");

        await done.CancelAsync();
        await deactivating;
        for (var value = 0; value < Callers * CallsPerCaller; value++)
            Assert.Equal(1, Signals.Counted($"{_key}.{value}"));
    }

    [Fact]
    public async Task Calls_SomeOfThemCancelled_NeverGetAnothersAnswer()
    {
        await using var silo = await Silo.StartAsync();
        var cancelled = 0;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var grain = silo.Grains.GetGrain<IStressedGrain>($"{_key}.{caller % 4}");
            for (var call = 0; call < CallsPerCaller; call++)
            {
                var value = (caller * CallsPerCaller) + call;
                using var source = new CancellationTokenSource();
                var answer = grain.EchoCancellablyAsync(value, source.Token);
                if (call % 3 == 0)
                    await source.CancelAsync();
                try
                {
                    Assert.Equal(value, await answer);
                }
                catch (OperationCanceledException)
                {
                    _ = Interlocked.Increment(ref cancelled);
                }
            }
        }))).Within("all calls ended");

        Assert.InRange(cancelled, 1, Callers * CallsPerCaller / 3 + Callers);
    }

    [Fact]
    public async Task Calls_SomeOfThemExpired_NeverGetAnothersAnswer()
    {
        await using var silo = await Silo.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var grain = silo.Grains.GetGrain<IStressedGrain>($"{_key}.{caller}");
            for (var round = 0; round < 3; round++)
            {
                var gate = $"{_key}.{caller}.{round}";
                _ = await Assert.ThrowsAsync<TimeoutException>(() => grain.EchoAfterAsync(-1, gate));
                Signals.Open(gate);
                for (var value = 0; value < 100; value++)
                    Assert.Equal(value, await grain.EchoAfterAsync(value, gate));
            }
        }))).Within("all calls ended");
    }

    private static async Task<int> EchoPersistentlyAsync(IStressedGrain grain, int value)
    {
        while (true)
        {
            try
            {
                return await grain.EchoAsync(value, later: value % 2 == 0);
            }
            catch (OrleansMessageRejectionException)
            {
                // It met too many ending activations in a row and was not executed.
            }
        }
    }
}
