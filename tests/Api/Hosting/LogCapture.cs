using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>What a server writes into its log.</summary>
internal sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<LogLine> _lines = new();
    private readonly Channel<LogLine> _news = Channel.CreateUnbounded<LogLine>();

    /// <summary>
    /// Lines that an operator would have to look at: warnings, and of Orleans, as the product is set, errors only. Its streams have some when a silo stops under them, and its
    /// client one for what was on its way to a watcher that has just left, which the product's host leaves out.
    /// </summary>
    public IReadOnlyList<LogLine> Complaints => [.. _lines.Where(line => line.Level >= LeastOf(line.Category))];

    /// <summary>Forgets what was written so far: what an engine has to say at its start is its own.</summary>
    public void Forget() => _lines.Clear();

    /// <summary>Makes a server write here, down to its debug lines.</summary>
    public void AttachTo(IServiceCollection services)
    {
        services.AddSingleton<ILoggerProvider>(this);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug));
    }

    /// <summary>Waits for a line that was not waited for before.</summary>
    public async Task SawAsync(string category, string text)
    {
        LogLine line;
        do
        {
            line = await _news.Reader.ReadAsync().AsTask().Within($"waiting for '{text}' in the log of {category}");
        }
        while (line.Category != category || !line.Text.Contains(text, StringComparison.Ordinal));
    }

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() => _news.Writer.TryComplete();

    private static LogLevel LeastOf(string category) =>
        category.StartsWith("Orleans.Streams.", StringComparison.Ordinal) || category == "Orleans.Runtime.HostedClient" || category.StartsWith("Orleans.Providers.MemoryAdapterReceiver", StringComparison.Ordinal) ? LogLevel.None
        : category.StartsWith("Orleans.", StringComparison.Ordinal) ? LogLevel.Error
        : LogLevel.Warning;

    private sealed class Writer(LogCapture capture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = new LogLine(logLevel, category, $"{formatter(state, exception)} {exception}");
            capture._lines.Enqueue(line);
            capture._news.Writer.TryWrite(line);
        }
    }
}

/// <summary>One line.</summary>
internal sealed record LogLine(LogLevel Level, string Category, string Text);
