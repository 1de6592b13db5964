using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Orleans.Conformance.Turns;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Logs its start, waits for the gate, logs its end.</summary>
    Task WaitAsync(string name, string gate);

    [ReadOnly]
    Task ReadAsync(string name, string gate);

    [AlwaysInterleave]
    Task InterleaveAsync(string name);

    /// <summary>Adds one to a field, over an await, without a lock.</summary>
    Task<int> AddAsync();
}

internal abstract class TurnGrainBase : Grain, ITurnGrain
{
    private int _sum;

    public async Task WaitAsync(string name, string gate)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"{name} starts");
        await Signals.Opened(gate);
        Signals.Log(this.GetPrimaryKeyString(), $"{name} ends");
    }

    public Task ReadAsync(string name, string gate) => WaitAsync(name, gate);

    public Task InterleaveAsync(string name)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"{name} ran");
        return Task.CompletedTask;
    }

    public async Task<int> AddAsync()
    {
        await Task.Yield();
        var sum = _sum;
        // Lets another thread in, if one could come.
        Thread.SpinWait(100);
        _sum = sum + 1;
        await Task.Yield();
        return _sum;
    }
}

internal sealed class TurnGrain : TurnGrainBase;

public interface IReentrantTurnGrain : ITurnGrain;

[Reentrant]
internal sealed class ReentrantTurnGrain : TurnGrainBase, IReentrantTurnGrain;

public interface IChoosyTurnGrain : ITurnGrain;

[MayInterleave(nameof(MayInterleave))]
internal sealed class ChoosyTurnGrain : TurnGrainBase, IChoosyTurnGrain
{
    public static bool MayInterleave(IInvokable request) =>
        string.Equals(request.GetMethodName(), nameof(WaitAsync), StringComparison.Ordinal)
        && request.GetArgument(0) is "welcome";
}

public interface ISchedulerGrain : IGrainWithStringKey
{
    Task<List<string>> WhereAsync();
}

internal sealed class SchedulerGrain : Grain, ISchedulerGrain
{
    public async Task<List<string>> WhereAsync()
    {
        var own = TaskScheduler.Current;
        List<string> places = [Place("start")];
        await Task.Yield();
        places.Add(Place("after Yield"));
        await Task.Run(() => { });
        places.Add(Place("after Task.Run"));
        places.Add(await Task.Run(() => Place("in Task.Run")));
        places.Add(await Task.Factory.StartNew(() => Place("in StartNew"), CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current));
        await Task.Run(() => { }).ContinueWith(_ => places.Add(Place("in ContinueWith")), TaskScheduler.Current);
        return places;

        string Place(string where) => $"{where}: {(TaskScheduler.Current == TaskScheduler.Default ? "thread pool" : TaskScheduler.Current == own ? "grain" : "elsewhere")}";
    }
}
