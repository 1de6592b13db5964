using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Orleans.Conformance;

/// <summary>Signals between tests and grains, which are in one process on either engine. Names are made unique by the test's grain key.</summary>
internal static class Signals
{
    private static readonly ConcurrentDictionary<string, TaskCompletionSource> Gates = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, Channel<string>> Logs = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, int> Counts = new(StringComparer.Ordinal);

    /// <summary>Completes when <see cref="Open"/> was called with the name, before or after.</summary>
    internal static Task Opened(string name) => Gate(name).Task;

    internal static void Open(string name) => _ = Gate(name).TrySetResult();

    internal static bool IsOpen(string name) => Gate(name).Task.IsCompleted;

    /// <summary>Counts up and returns the new count.</summary>
    internal static int Count(string name) => Counts.AddOrUpdate(name, 1, static (_, count) => count + 1);

    internal static int Counted(string name) => Counts.GetValueOrDefault(name);

    internal static void Log(string name, string entry) => _ = LogOf(name).Writer.TryWrite(entry);

    /// <summary>The next so many entries of a log.</summary>
    internal static async Task<List<string>> Logged(string name, int count)
    {
        var entries = new List<string>(count);
        while (entries.Count < count)
            entries.Add(await LogOf(name).Reader.ReadAsync().AsTask().Within($"log {name} has {count} entries; it has: {string.Join(", ", entries)}"));
        return entries;
    }

    private static TaskCompletionSource Gate(string name) =>
        Gates.GetOrAdd(name, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private static Channel<string> LogOf(string name) => Logs.GetOrAdd(name, static _ => Channel.CreateUnbounded<string>());
}
