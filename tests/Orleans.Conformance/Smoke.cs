using Orleans.Concurrency;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Streams;
using Orleans.TestingHost;

namespace Orleans.Conformance;

public interface IEcho : IGrainWithStringKey
{
    Task<int> Add(int a, int b);
    Task<string> Who();
    ValueTask<bool> OnOwnScheduler();
    Task Fail();
    Task Publish(string text);
    Task<string> Forward(string other, CancellationToken cancellationToken);
    Task Save(string text);
    Task<string> Load();
    Task Watch(IEchoObserver observer);
    [OneWay] Task Tell(string text);
    Task<int> TimerTicks();
}

public interface IEchoObserver : IGrainObserver
{
    void Said(string text);
}

public interface IListener : IGrainWithStringKey
{
    [AlwaysInterleave] Task<List<string>> Heard(int count);
}

public sealed class EchoState { public string Text { get; set; } = ""; }

internal sealed class EchoGrain([PersistentState("echo", Names.Storage)] IPersistentState<EchoState> state) : Grain, IEcho
{
    private IEchoObserver? _observer;
    private readonly TaskCompletionSource<int> _ticks = new();
    private int _count;
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(() => { if (++_count == 3) _ticks.SetResult(3); return Task.CompletedTask; }, new() { DueTime = TimeSpan.Zero, Period = TimeSpan.FromMilliseconds(5), Interleave = true });
        return Task.CompletedTask;
    }
    public Task<int> TimerTicks() => _ticks.Task;
    public Task<int> Add(int a, int b) => Task.FromResult(a + b);
    public Task<string> Who() => Task.FromResult(this.GetPrimaryKeyString());
    public async ValueTask<bool> OnOwnScheduler()
    {
        var before = TaskScheduler.Current;
        await Task.Yield();
        var after = TaskScheduler.Current;
        return before == after && before != TaskScheduler.Default;
    }
    public Task Fail() => throw new InvalidOperationException("no");
    public Task Publish(string text) => this.GetStreamProvider(Names.Streams).GetStream<string>(StreamId.Create("echo", this.GetPrimaryKeyString())).OnNextAsync(text);
    public async Task<string> Forward(string other, CancellationToken cancellationToken) => await GrainFactory.GetGrain<IEcho>(other).Who();
    public Task Save(string text) { state.State.Text = text; return state.WriteStateAsync(); }
    public Task<string> Load() => Task.FromResult(state.State.Text);
    public Task Watch(IEchoObserver observer) { _observer = observer; return Task.CompletedTask; }
    public Task Tell(string text) { _observer!.Said(text); return Task.CompletedTask; }
}

[ImplicitStreamSubscription("echo")]
internal sealed class ListenerGrain : Grain, IListener, Orleans.Streams.Core.IStreamSubscriptionObserver
{
    private readonly List<string> _heard = [];
    private TaskCompletionSource _more = new();
    public Task OnSubscribed(Orleans.Streams.Core.IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<string>().ResumeAsync((text, _) => { _heard.Add(text); var more = _more; _more = new(); more.SetResult(); return Task.CompletedTask; });

    public async Task<List<string>> Heard(int count) { while (_heard.Count < count) await _more.Task; return _heard; }
}

internal sealed class Observer : IEchoObserver
{
    public TaskCompletionSource<string> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    public void Said(string text) => Heard.TrySetResult(text);
}

public sealed class SmokeTests
{
    private sealed class Config : ISiloConfigurator { public void Configure(ISiloBuilder siloBuilder) => Engine.Configure(siloBuilder); }

    [Fact]
    public async Task Everything()
    {
        var builder = new TestClusterBuilder(1);
        builder.AddSiloBuilderConfigurator<Config>();
        var cluster = builder.Build();
        await cluster.DeployAsync();
        var echo = cluster.GrainFactory.GetGrain<IEcho>("x");
        Assert.Equal(3, await echo.Add(1, 2));
        Assert.Equal("x", await echo.Who());
        Assert.True(await echo.OnOwnScheduler());
        Assert.Equal("no", (await Assert.ThrowsAsync<InvalidOperationException>(() => echo.Fail())).Message);
        Assert.Equal("y", await echo.Forward("y", default));
        await echo.Save("kept");
        Assert.Equal("kept", await echo.Load());
        Assert.Equal(3, await echo.TimerTicks());
        var observer = new Observer();
        await echo.Watch(cluster.GrainFactory.CreateObjectReference<IEchoObserver>(observer));
        await echo.Tell("hello");
        Assert.Equal("hello", await observer.Heard.Task.WaitAsync(TimeSpan.FromSeconds(5)));
        for (var i = 0; i < 100; i++)
            await echo.Publish($"{i}");
        var listener = cluster.GrainFactory.GetGrain<IListener>("x");
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), await listener.Heard(100), StringComparer.Ordinal);
        GC.KeepAlive(observer);
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
    }
}
