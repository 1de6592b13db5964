using MeetingIntel.Api.Live;
using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Messaging;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What a front-end does when a silo is lost.</summary>
public sealed class LossTests
{
    private static readonly Uri One = new("gwy.tcp://10.0.0.1:30000/1");
    private static readonly Uri Other = new("gwy.tcp://10.0.0.2:30000/2");

    private readonly ManualTime _time = new();

    [Fact]
    public void Answers_ToCallsOfBeforeALoss_AreAwaitedForTheGraceOnly()
    {
        using var answers = new AwaitedAnswers(_time);
        var before = answers.Loss;

        answers.NoteLoss();
        var after = answers.Loss;

        _time.Advance(AwaitedAnswers.Grace - TimeSpan.FromMilliseconds(1));
        Assert.False(before.IsCancellationRequested);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(before.IsCancellationRequested);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.False(after.IsCancellationRequested);
    }

    /// <summary>A renewal that began as one of the calls of before would be ended with them.</summary>
    [Fact]
    public async Task SiloThatIsLost_RenewsTheFeedsWithCallsThatAreAwaited()
    {
        using var answers = new AwaitedAnswers(_time);
        var feeds = new Feeds(answers);
        var gateways = new Gateways { Known = { One, Other } };
        using var losses = new LostSilos(feeds, answers, _time, NullLogger<LostSilos>.Instance, gateways: gateways);
        await losses.StartAsync(TestContext.Current.CancellationToken);
        await gateways.LookAsync(_time);
        var before = answers.Loss;

        gateways.Known.Remove(One);
        await gateways.LookAsync(_time);
        await feeds.Renewed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEqual(before, feeds.LossOfRenewals);
        await losses.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task PlaceOfMembershipThatIsAway_LosesNothing()
    {
        using var answers = new AwaitedAnswers(_time);
        var feeds = new Feeds(answers);
        var gateways = new Gateways { Known = { One, Other } };
        using var losses = new LostSilos(feeds, answers, _time, NullLogger<LostSilos>.Instance, gateways: gateways);
        await losses.StartAsync(TestContext.Current.CancellationToken);
        await gateways.LookAsync(_time);

        gateways.Away = true;
        await gateways.LookAsync(_time);
        gateways.Away = false;
        await gateways.LookAsync(_time);
        await gateways.LookAsync(_time);

        Assert.False(feeds.Renewed.Task.IsCompleted);
        await losses.StopAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Feeds(AwaitedAnswers answers) : ILiveFeeds
    {
        public TaskCompletionSource Renewed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken LossOfRenewals { get; private set; }

        public void Renew()
        {
            LossOfRenewals = answers.Loss;
            Renewed.TrySetResult();
        }
    }

    private sealed class Gateways : IGatewayListProvider
    {
        private readonly SemaphoreSlim _asked = new(0);

        public List<Uri> Known { get; } = [];

        public bool Away { get; set; }

        public TimeSpan MaxStaleness => TimeSpan.Zero;

        public bool IsUpdatable => true;

        public Task InitializeGatewayListProvider() => Task.CompletedTask;

        public Task<IList<Uri>> GetGateways()
        {
            _asked.Release();
            return Away ? Task.FromException<IList<Uri>>(new TimeoutException("away")) : Task.FromResult<IList<Uri>>([.. Known]);
        }

        /// <summary>Lets the front-end look once.</summary>
        public async Task LookAsync(ManualTime time)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (!await _asked.WaitAsync(10, patience.Token))
            {
                time.Advance(LostSilos.Period);
            }
        }
    }
}
