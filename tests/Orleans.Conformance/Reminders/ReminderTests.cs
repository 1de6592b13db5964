using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace Orleans.Conformance.Reminders;

public interface IReminderGrain : IGrainWithStringKey
{
    Task RegisterAsync(string name, TimeSpan dueTime, TimeSpan period);

    Task UnregisterAsync(string name);

    Task<bool> IsRegisteredAsync(string name);

    Task<List<string>> RegisteredAsync();

    Task DeactivateAsync();
}

internal sealed class ReminderGrain : Grain, IReminderGrain, IRemindable
{
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"{reminderName} every {status.Period.TotalMilliseconds} ms");
        return reminderName.StartsWith("bad", StringComparison.Ordinal) ? throw new InvalidOperationException("A reminder fails.") : Task.CompletedTask;
    }

    public Task RegisterAsync(string name, TimeSpan dueTime, TimeSpan period) => this.RegisterOrUpdateReminder(name, dueTime, period);

    public async Task UnregisterAsync(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<bool> IsRegisteredAsync(string name) => await this.GetReminder(name) is not null;

    public async Task<List<string>> RegisteredAsync() => [.. (await this.GetReminders()).Select(reminder => reminder.ReminderName).Order(StringComparer.Ordinal)];

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class ReminderTests : IAsyncLifetime
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    private readonly string _key = Key.New();
    private TestCluster _cluster = null!;

    private IReminderGrain Grain => _cluster.GrainFactory.GetGrain<IReminderGrain>(_key);

    public async ValueTask InitializeAsync() => _cluster = await Clusters.StartAsync<Configuration>();

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        await SharedReminderTable.Instance.TestOnlyClearTable();
    }

    [Fact]
    public async Task Reminder_WhenRegistered_TicksAgainAndAgain()
    {
        await Grain.RegisterAsync("tea", TimeSpan.Zero, Period);

        Assert.Equal(["tea every 100 ms", "tea every 100 ms", "tea every 100 ms"], await Signals.Logged(_key, 3));
    }

    [Fact]
    public async Task Reminder_WhenItsTickFails_TicksAgain()
    {
        await Grain.RegisterAsync("bad tea", TimeSpan.Zero, Period);

        Assert.Equal(["bad tea every 100 ms", "bad tea every 100 ms"], await Signals.Logged(_key, 2));
    }

    [Fact]
    public async Task Reminder_OfADeactivatedGrain_ActivatesIt()
    {
        await Grain.RegisterAsync("tea", Period, Period);
        await Grain.DeactivateAsync();

        Assert.Equal(["tea every 100 ms"], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task Reminder_AfterARestart_TicksWithoutBeingRegisteredAgain()
    {
        await Grain.RegisterAsync("tea", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        await Grain.RegisterAsync("coffee", TimeSpan.Zero, Period);
        await _cluster.DisposeAsync();
        var before = Key.New();
        Signals.Log(_key, before);

        _cluster = await Clusters.StartAsync<Configuration>();

        while (!string.Equals((await Signals.Logged(_key, 1))[0], before, StringComparison.Ordinal))
        {
            // Ticks of the first cluster.
        }

        Assert.Equal(["coffee every 100 ms"], await Signals.Logged(_key, 1));
        Assert.Equal(["coffee", "tea"], await Grain.RegisteredAsync());
    }

    [Fact]
    public async Task Reminder_WhenUpdated_TicksAtTheNewTimes()
    {
        await Grain.RegisterAsync("tea", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        await Grain.RegisterAsync("tea", TimeSpan.Zero, Period);

        Assert.Equal(["tea every 100 ms"], await Signals.Logged(_key, 1));
        Assert.Equal(["tea"], await Grain.RegisteredAsync());
    }

    [Fact]
    public async Task Unregister_OfAReminder_RemovesIt()
    {
        await Grain.RegisterAsync("tea", TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10));
        Assert.True(await Grain.IsRegisteredAsync("tea"));

        await Grain.UnregisterAsync("tea");

        Assert.False(await Grain.IsRegisteredAsync("tea"));
        Assert.Empty(await Grain.RegisteredAsync());
    }

    [Fact]
    public async Task Register_WithTooShortAPeriod_IsRefused() =>
        _ = await Assert.ThrowsAsync<ArgumentException>(() => Grain.RegisterAsync("tea", TimeSpan.Zero, Period / 10));

    private sealed class Configuration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Engine.Configure(siloBuilder);
            _ = siloBuilder.AddReminders()
                .Configure<ReminderOptions>(options => options.MinimumReminderPeriod = Period)
                .ConfigureServices(services => services.AddSingleton<IReminderTable>(SharedReminderTable.Instance));
        }
    }
}
