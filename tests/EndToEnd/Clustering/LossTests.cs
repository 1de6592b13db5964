using MeetingIntel.Api.Live;
using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Messaging;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What a front-end does when a silo is lost.</summary>
public sealed class LossTests : IAsyncDisposable
{
    private static readonly Uri One = new("gwy.tcp://10.0.0.1:30000/1");
    private static readonly Uri Other = new("gwy.tcp://10.0.0.2:30000/2");

    private readonly ManualTime _time = new();
    private readonly Gateways _gateways = new() { Known = { One, Other } };
    private readonly AwaitedAnswers _answers;
    private readonly Feeds _feeds;
    private readonly LostSilos _losses;

    public LossTests()
    {
        _answers = new AwaitedAnswers(_time);
        _feeds = new Feeds(_answers);
        _losses = new LostSilos(_feeds, _answers, _time, NullLogger<LostSilos>.Instance, gateways: _gateways);
    }

    [Fact]
    public void Answers_ToCallsOfBeforeALoss_AreAwaitedForTheGraceOnly()
    {
        var before = _answers.Loss;

        _answers.NoteLoss();
        var after = _answers.Loss;

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
        await WatchAsync();
        var before = _answers.Loss;

        _gateways.Known.Remove(One);
        await _gateways.LookAsync(_time);
        await _feeds.Renewed.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEqual(before, _feeds.LossOfRenewals);
    }

    [Fact]
    public async Task PlaceOfMembershipThatIsAway_LosesNothing()
    {
        await WatchAsync();

        _gateways.Away = true;
        await _gateways.LookAsync(_time);
        _gateways.Away = false;
        await _gateways.LookAsync(_time);
        await _gateways.LookAsync(_time);

        Assert.False(_feeds.Renewed.Task.IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        await _losses.StopAsync(CancellationToken.None);
        _losses.Dispose();
        _answers.Dispose();
    }

    /// <summary>Returns when the silos of before are known.</summary>
    private async Task WatchAsync()
    {
        await _losses.StartAsync(TestContext.Current.CancellationToken);
        await _gateways.LookAsync(_time);
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
            var answer = Away ? Task.FromException<IList<Uri>>(new TimeoutException("away")) : Task.FromResult<IList<Uri>>([.. Known]);
            _asked.Release();
            return answer;
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
