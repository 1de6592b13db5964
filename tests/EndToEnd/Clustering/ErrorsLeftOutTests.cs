using System.Collections.Concurrent;
using MeetingIntel.Sessions;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using NSubstitute;
using Orleans;
using Orleans.Runtime;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>What Orleans says of failures that we tell ourselves, or that nobody has to do anything about.</summary>
public sealed class ErrorsLeftOutTests(PostgresServer postgres)
{
    private const string Grain = "Orleans.Grain";
    private const string Session = "sess_none";

    /// <summary>Two errors with stacks for each session that somebody watches, every few seconds, beside the one line that says it.</summary>
    [Fact]
    public async Task Activation_WhileTheDatabaseIsAway_LeavesNoErrorOfOrleans() =>
        Assert.DoesNotContain(await ActivateAsync(new JournalUnavailableException("The database is away.")), line => line.Category == Grain);

    [Fact]
    public async Task Activation_ThatMeetsABug_IsToldByOrleans()
    {
        var lines = await ActivateAsync(new InvalidOperationException("Nobody expected this."));

        Assert.Contains(lines, line => line is { Level: LogLevel.Error, Category: Grain } && line.Text.Contains($"session/{Session}", StringComparison.Ordinal));
    }

    /// <summary>The name under which Orleans' memory streams log, as they are today: one that changes would be heard again, and this would have to follow.</summary>
    [Fact]
    public async Task QueueThatTakesNothing_IsNotToldByOrleans()
    {
        await using var host = SiloHost.Build([]);

        Assert.False(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<ILogger<int>>().IsEnabled(LogLevel.Critical));
        Assert.True(host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Orleans.Streams").IsEnabled(LogLevel.Error));
    }

    /// <summary>As a silo and a front-end say it of a watcher whose front-end was lost.</summary>
    [Theory]
    [InlineData("Orleans.Runtime.Messaging.MessageCenter", 101540, "Unable to find an IGrainContextActivatorProvider for grain type sys.client", false)]
    [InlineData("Orleans.Runtime.Messaging.MessageCenter", 101540, "Unable to find an IGrainContextActivatorProvider for grain type session", true)]
    [InlineData("Orleans.Runtime.HostedClient", 100924, null, false)]
    [InlineData("Orleans.Runtime.HostedClient", 100925, null, true)]
    [InlineData("Orleans.ClientGrainContext", 100924, null, false)]
    [InlineData("Orleans.ClientGrainContext", 100925, null, true)]
    public async Task WatcherThatHasGone_IsNotToldByOrleans(string category, int entry, string? failure, bool isTold)
    {
        var log = new Capture();
        await using var host = SiloHost.Build([], services => services.AddSingleton<ILoggerProvider>(log));

        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger(category)
            .Log(LogLevel.Error, entry, failure is null ? null : new InvalidOperationException(failure), "{What}", "Nobody is there.");

        Assert.Equal(isTold, log.Lines.Any(line => line.Category == category));
    }

    /// <summary>Calls a session that can't be read.</summary>
    /// <returns>What the silo then wrote.</returns>
    private async Task<IReadOnlyList<Line>> ActivateAsync(Exception failure)
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var log = new Capture();
        var reads = Substitute.For<ISessionReads>();
        reads.LoadAsync(default!, default).ReturnsForAnyArgs(_ => Task.FromException<SessionSnapshot?>(failure));
        await using var host = SiloHost.Build(
            ["--environment=Development", "--urls=http://127.0.0.1:0", $"--DATABASE_URL={database.ConnectionString}"],
            services => services.Replace(ServiceDescriptor.Singleton(reads)).AddSingleton<ILoggerProvider>(log));
        await host.StartAsync(TestContext.Current.CancellationToken);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(host.Services.GetRequiredService<IGrainFactory>().GetGrain<ISessionGrain>(Session).GetAsync);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains(failure.Message, thrown.ToString(), StringComparison.Ordinal);
        return [.. log.Lines];
    }

    private sealed record Line(LogLevel Level, string Category, string Text);

    private sealed class Capture : ILoggerProvider
    {
        public ConcurrentQueue<Line> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

        public void Dispose()
        {
            // Holds nothing.
        }

        private sealed class Writer(Capture capture, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                capture.Lines.Enqueue(new Line(logLevel, category, $"{formatter(state, exception)} {exception}"));
        }
    }
}
