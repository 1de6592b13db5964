using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Testing.Time;
using NSubstitute;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What becomes of a front-end's call while a silo is lost.</summary>
public sealed class UnansweredCallsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AwaitedAnswers _answers;

    public UnansweredCallsTests() => _answers = new AwaitedAnswers(_time);

    [Fact]
    public async Task Call_ThatIsAnsweredWithinTheGrace_Succeeds()
    {
        var call = Begin();

        _answers.NoteLoss();
        _time.Advance(AwaitedAnswers.Grace - TimeSpan.FromMilliseconds(1));
        Assert.False(call.IsCompleted);
        _answer.SetResult();

        await call.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Call_ThatIsNotAnsweredWithinTheGrace_TimesOut()
    {
        var call = Begin();

        _answers.NoteLoss();
        _time.Advance(AwaitedAnswers.Grace);

        await Assert.ThrowsAsync<TimeoutException>(() => call.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Call_ThatBeginsAfterTheLoss_IsAwaited()
    {
        _answers.NoteLoss();
        var call = Begin();

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(call.IsCompleted);
        _answer.SetResult();

        await call.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    /// <summary>Nobody asked for a cancellation: a caller that hears of one would believe that it is to stop.</summary>
    [Fact]
    public async Task Call_ThatIsAnsweredWhileItIsGivenUp_Succeeds()
    {
        var thread = new HeldContext();
        var call = thread.Run(Begin);

        _answers.NoteLoss();
        _time.Advance(AwaitedAnswers.Grace);
        _answer.SetResult();
        thread.GoOn();

        await call.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Call_ThatFailsWhileItIsGivenUp_FailsAsItDid()
    {
        var thread = new HeldContext();
        var call = thread.Run(Begin);

        _answers.NoteLoss();
        _time.Advance(AwaitedAnswers.Grace);
        _answer.SetException(new InvalidOperationException("a bug"));
        thread.GoOn();

        await Assert.ThrowsAsync<InvalidOperationException>(() => call.WaitAsync(Patience, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _answers.Dispose();

    private Task Begin()
    {
        var context = Substitute.For<IOutgoingGrainCallContext>();
        context.Invoke().Returns(_answer.Task);
        return new UnansweredCalls(_answers).Invoke(context);
    }

    /// <summary>Keeps what follows an await until the test lets it go on.</summary>
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _held = new();

        public Task Run(Func<Task> begin)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return begin();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public override void Post(SendOrPostCallback d, object? state) => _held.Enqueue((d, state));

        public void GoOn()
        {
            while (_held.TryDequeue(out var held))
            {
                held.Callback(held.State);
            }
        }
    }
}
