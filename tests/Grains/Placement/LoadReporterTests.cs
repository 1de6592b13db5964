using MeetingIntel.Grains.Placement;
using MeetingIntel.Placement;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Logging;
using NSubstitute;

namespace MeetingIntel.Grains.Tests.Placement;

public sealed class LoadReporterTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly SlotsOfATest _slots = new(400);
    private readonly IClusterLoadGrain _grain = Substitute.For<IClusterLoadGrain>();
    private readonly List<LogLevel> _log = [];
    private readonly ClusterLoad _loads;
    private readonly LoadReporter _reporter;

    public LoadReporterTests()
    {
        var grains = Substitute.For<IGrainFactory>();
        grains.GetGrain<IClusterLoadGrain>(IClusterLoadGrain.Key, null).ReturnsForAnyArgs(_grain);
        var local = new LocalLoad(_slots.Slots, _slots.Intake, _time);
        local.NoteSession();
        _slots.Slots.Take();
        _loads = new ClusterLoad(local, _time, new Random(1));
        _reporter = new LoadReporter("a", grains, local, _loads, _time, new Log(_log));
    }

    [Fact]
    public async Task ReportAsync_TellsTheLoadAndLearnsThatOfOthers()
    {
        SiloLoad? told = null;
        Answer(load => told = load, new SiloLoad("b", 1, 400, 400, 0, 0), new SiloLoad("c", 1, 0, 400, 0, 0));

        await _reporter.ReportAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("a", 1L, 1, 400, 1), (told!.Silo, told.Number, told.LiveChannels, told.ChannelCapacity, told.Sessions));
        Assert.InRange(told.Cpu, 0, 1);
        Assert.Equal(1, _loads.PlaceChannel(["b", "c"], self: -1, near: -1));
    }

    [Fact]
    public async Task ReportAsync_FailingAgainAndAgain_IsSaidOnceAndSoIsThatItWorksAgain()
    {
        await FailAsync(times: 9);

        Assert.Equal([LogLevel.Warning], _log);

        Answer(_ => { });
        await _reporter.ReportAsync(TestContext.Current.CancellationToken);
        await _reporter.ReportAsync(TestContext.Current.CancellationToken);
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _log);
    }

    /// <summary>When the silo that keeps the reports is lost, all others miss a few: an operator has nothing to do.</summary>
    [Fact]
    public async Task ReportAsync_FailingForAMoment_IsNobodysBusiness()
    {
        await FailAsync(times: 4);
        Answer(_ => { });
        await _reporter.ReportAsync(TestContext.Current.CancellationToken);
        await FailAsync(times: 4);

        Assert.Empty(_log);
    }

    [Fact]
    public async Task ReportAsync_NoAnswer_IsNotWaitedForLong()
    {
        _grain.ReportAsync(default!, default).ReturnsForAnyArgs(call => NeverAsync(call.Arg<CancellationToken>()));

        var report = _reporter.ReportAsync(TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        await report.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        static async Task<ClusterLoads> NeverAsync(CancellationToken stop)
        {
            await Task.Delay(Timeout.Infinite, stop);
            throw new InvalidOperationException("Was not to end.");
        }
    }

    [Fact]
    public async Task Service_ReportsOnceASecondWhateverHappens()
    {
        using var reported = new SemaphoreSlim(0);
        _grain.ReportAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            reported.Release();
            return Task.FromException<ClusterLoads>(new InvalidOperationException("Away."));
        });
        await _reporter.StartAsync(TestContext.Current.CancellationToken);

        for (var report = 0; report < 4; report++)
        {
            // The timer may not be there yet when time moves: then it moves once more.
            while (!await reported.WaitAsync(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken))
            {
                _time.Advance(LoadReporter.Period);
            }
        }

        await _reporter.StopAsync(TestContext.Current.CancellationToken);
        Assert.True(_reporter.ExecuteTask!.IsCompleted);
    }

    public void Dispose()
    {
        _reporter.Dispose();
        _slots.Dispose();
    }

    private async Task FailAsync(int times)
    {
        _grain.ReportAsync(default!, default).ReturnsForAnyArgs(_ => Task.FromException<ClusterLoads>(new TimeoutException()));
        for (var report = 0; report < times; report++)
        {
            await _reporter.ReportAsync(TestContext.Current.CancellationToken);
        }
    }

    private void Answer(Action<SiloLoad> observe, params SiloLoad[] silos) =>
        _grain.ReportAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            observe(call.Arg<SiloLoad>());
            return Task.FromResult(new ClusterLoads(silos));
        });

    private sealed class Log(List<LogLevel> levels) : ILogger<LoadReporter>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => levels.Add(logLevel);
    }
}
