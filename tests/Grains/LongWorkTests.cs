namespace MeetingIntel.Grains.Tests;

public sealed class LongWorkTests
{
    private readonly List<Exception> _told = [];
    private readonly List<TaskCompletionSource<TaskCompletionSource>> _begun = [.. Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource<TaskCompletionSource>(TaskCreationOptions.RunContinuationsAsynchronously))];
    private readonly TaskCompletionSource<bool> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _goes;

    /// <summary>Whoever is asked for something gives up by itself: a call, or a store.</summary>
    [Fact]
    public async Task Begin_OfAGoThatSomebodyElseCancels_TellsItAndGoesOnceMore()
    {
        await using var work = Create();
        work.Begin();
        var first = await SoonAsync(_begun[0].Task);
        work.Begin();

        var cancelled = new TaskCanceledException("The store gave up.");
        first.SetException(cancelled);
        var second = await SoonAsync(_begun[1].Task);
        second.SetResult();
        await SoonAsync(_over.Task);

        Assert.Equal([cancelled], _told);
        Assert.False(work.IsWantedAgain);
    }

    [Fact]
    public async Task Dispose_WhileAGoIsUnderWay_EndsItWithoutAWord()
    {
        var work = Create();
        work.Begin();
        await SoonAsync(_begun[0].Task);
        work.Begin();

        await work.DisposeAsync();

        Assert.Empty(_told);
        Assert.True(_over.Task.IsCompleted);
        Assert.False(_begun[1].Task.IsCompleted);
    }

    private static Task<T> SoonAsync<T>(Task<T> signal) => signal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    private LongWork Create() => new(GoAsync, StayActive, TimeSpan.FromHours(1), TellAsync);

    private async Task GoAsync(CancellationToken cancellationToken)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _begun[_goes++].SetResult(end);
        await end.Task.WaitAsync(cancellationToken);
    }

    private void StayActive(TimeSpan longest)
    {
        if (longest == TimeSpan.Zero)
        {
            _over.SetResult(true);
        }
    }

    private Task TellAsync(Exception failure)
    {
        _told.Add(failure);
        return Task.CompletedTask;
    }
}
