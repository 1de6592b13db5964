using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Leaves out of the log what Orleans tells of failures, as errors with stacks, that it also throws at our own code, which tells them in its own words: while the
/// database is away, two errors for each session that somebody watches, every few seconds; after the loss of a silo, one for each piece of audio that was on its
/// way to a queue there.
/// </summary>
internal static class FailuresToldTwice
{
    /// <summary>Errors of activations, among others.</summary>
    private const string Grain = "Orleans.Grain";

    /// <summary>What Orleans' memory streams call themselves in the log, by a slip; nobody else does. All that they tell there is an item that a queue did not take.</summary>
    private const string MemoryStreams = "Microsoft.Extensions.Logging.ILogger";

    /// <summary>Leaves it out.</summary>
    /// <param name="builder">The host.</param>
    public static void LeaveOutFailuresToldTwice(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter(MemoryStreams, LogLevel.None);
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(services => new Factory(services.GetRequiredService<LoggerFactory>())));
    }

    /// <summary>Filters by category can't see which exception it is, and of other exceptions of an activation nobody here may tell.</summary>
    private sealed class Factory(LoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            string.Equals(categoryName, Grain, StringComparison.Ordinal) ? new WithoutOutages(inner.CreateLogger(categoryName)) : inner.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public void Dispose() => inner.Dispose();
    }

    /// <summary>The outage itself is told by the dependency <c>database</c>, and what it costs by whoever called.</summary>
    private sealed class WithoutOutages(ILogger inner) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not JournalUnavailableException)
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
