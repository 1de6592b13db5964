using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace MeetingIntel.Observability.Tests;

/// <summary>Writes every line as the console would with <c>FormatterName=json</c>, and keeps it.</summary>
internal sealed class ScopeCapture : ILoggerProvider, ISupportExternalScope
{
    private readonly ConcurrentQueue<string> _lines = new();
    private IExternalScopeProvider _scopes = null!;

    /// <summary>The console's own formatter; lines before it is known are not kept.</summary>
    public ConsoleFormatter? Formatter { get; set; }

    public IReadOnlyList<string> Lines => [.. _lines];

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
        // Holds nothing.
    }

    private sealed class Writer(ScopeCapture capture, string category) : ILogger
    {
        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => capture._scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (capture.Formatter is not { } json)
            {
                return;
            }

            var text = new StringBuilder();
            using var writer = new StringWriter(text);
            json.Write(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter), capture._scopes, writer);
            capture._lines.Enqueue(text.ToString());
        }
    }
}
