using System.Threading.Channels;

namespace MeetingIntel.GrainCalls;

/// <summary>What the engine is measured against: one loop on a bare channel, that answers through a completion source.</summary>
internal sealed class ChannelPeer : IAsyncDisposable
{
    private readonly Channel<(int Value, TaskCompletionSource<int> Answer)> _requests =
        Channel.CreateUnbounded<(int, TaskCompletionSource<int>)>(new() { SingleReader = true });

    private readonly Task _loop;
    private int _sum;

    internal ChannelPeer() => _loop = Task.Run(RunAsync);

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.Complete();
        await _loop;
    }

    internal Task<int> AddAsync(int value)
    {
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return _requests.Writer.TryWrite((value, answer)) ? answer.Task : throw new InvalidOperationException("The channel is closed.");
    }

    private async Task RunAsync()
    {
        await foreach (var (value, answer) in _requests.Reader.ReadAllAsync())
            answer.SetResult(_sum += value);
    }
}
