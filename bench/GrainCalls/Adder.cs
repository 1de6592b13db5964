using Orleans.Streams;
using Orleans.Streams.Core;

namespace MeetingIntel.GrainCalls;

/// <summary>The least grain: what a call costs beyond this is the engine's.</summary>
public interface IAdder : IGrainWithIntegerKey
{
    /// <summary>Adds, in the turn.</summary>
    Task<int> AddAsync(int value);

    /// <summary>Adds, after a real await.</summary>
    Task<int> AddLaterAsync(int value);

    /// <summary>Calls another grain.</summary>
    Task<int> AddThroughAsync(IAdder next, int value);

    /// <summary>Completes when so many stream items have arrived since the grain was activated.</summary>
    [Orleans.Concurrency.AlwaysInterleave]
    Task ReceivedAsync(long count);
}

[ImplicitStreamSubscription(Bench.Namespace)]
internal sealed class AdderGrain : Grain, IAdder, IStreamSubscriptionObserver, IAsyncObserver<int>
{
    private readonly List<(long Count, TaskCompletionSource Reached)> _waiting = [];
    private int _sum;
    private long _received;

    public Task<int> AddAsync(int value) => Task.FromResult(_sum += value);

    public async Task<int> AddLaterAsync(int value)
    {
        await Task.Yield();
        return _sum += value;
    }

    public async Task<int> AddThroughAsync(IAdder next, int value) => await next.AddAsync(value);

    public Task ReceivedAsync(long count)
    {
        if (_received >= count)
            return Task.CompletedTask;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((count, reached));
        return reached.Task;
    }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<int>().ResumeAsync(this);

    public Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        _received++;
        foreach (var (count, reached) in _waiting)
        {
            if (_received >= count)
                _ = reached.TrySetResult();
        }

        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
