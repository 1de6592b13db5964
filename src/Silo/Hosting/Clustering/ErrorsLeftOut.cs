using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Leaves out of the log what Orleans tells as errors, with stacks and by the thousand, although nobody has to do anything, or our own code tells it in its own
/// words: while the database is away, two errors for each session that somebody watches, every few seconds; after the loss of a silo, one for each piece of audio
/// that was on its way to a queue there; after the loss of a front-end, one for each message to those who watched there, until the sessions forget them.
/// </summary>
internal static class ErrorsLeftOut
{
    /// <summary>What Orleans' memory streams call themselves in the log, by a slip; nobody else does. All that they tell there is an item that a queue did not take.</summary>
    private const string MemoryStreams = "Microsoft.Extensions.Logging.ILogger";

    /// <summary>Of messages that came for a watcher which is no more: a session may know it for up to 45 s longer.</summary>
    private const int WatcherHasGone = 100_924;

    /// <summary>By category, which of its entries. A filter of the framework sees neither the exception nor the event.</summary>
    private static readonly Dictionary<string, Func<EventId, Exception?, bool>> LeftOut = new(StringComparer.Ordinal)
    {
        // The outage itself is told by the dependency `database`, and what it costs by whoever called.
        ["Orleans.Grain"] = (_, failure) => failure is JournalUnavailableException,
        ["Orleans.Runtime.Messaging.MessageCenter"] = (_, failure) => failure is InvalidOperationException && failure.Message.EndsWith("grain type sys.client", StringComparison.Ordinal),
        // Where front-end and silo are one process, and where they are not.
        ["Orleans.Runtime.HostedClient"] = (entry, _) => entry.Id == WatcherHasGone,
        ["Orleans.ClientGrainContext"] = (entry, _) => entry.Id == WatcherHasGone,
    };

    /// <summary>Leaves it out.</summary>
    /// <param name="builder">The host.</param>
    public static void LeaveOutErrors(this WebApplicationBuilder builder)
    {
        builder.Logging.AddFilter(MemoryStreams, LogLevel.None);
        builder.Services.AddSingleton<LoggerFactory>();
        builder.Services.Replace(ServiceDescriptor.Singleton<ILoggerFactory>(services => new Factory(services.GetRequiredService<LoggerFactory>())));
    }

    private sealed class Factory(LoggerFactory inner) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) =>
            LeftOut.TryGetValue(categoryName, out var isLeftOut) ? new Without(inner.CreateLogger(categoryName), isLeftOut) : inner.CreateLogger(categoryName);

        public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Without(ILogger inner, Func<EventId, Exception?, bool> isLeftOut) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!isLeftOut(eventId, exception))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
            }
        }
    }
}
