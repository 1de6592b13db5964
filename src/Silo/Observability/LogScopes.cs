using System.Diagnostics;
using MeetingIntel.Observability;

namespace MeetingIntel.Silo.Observability;

/// <summary>
/// What stands beside every log line: the scopes that code has opened and, read only when a line is really written, the trace, and within a grain the session
/// and the request that is being served. A filter that opens a scope around each grain call would say the same and cost every call; this costs none.
/// </summary>
internal sealed class LogScopes : IExternalScopeProvider
{
    private const string SessionKey = "SessionId";
    private const string SessionPrefix = "sess_";

    private readonly LoggerExternalScopeProvider _opened = new();

    /// <summary>The way to the running grain; set once the host has started, because it may itself want to log while it is made.</summary>
    public IGrainContextAccessor? Grains { get; set; }

    /// <inheritdoc/>
    public IDisposable Push(object? state) => _opened.Push(state);

    /// <inheritdoc/>
    public void ForEachScope<TState>(Action<object?, TState> callback, TState state)
    {
        _opened.ForEachScope(callback, state);
        if (Ambient() is { Count: > 0 } ambient)
        {
            callback(ambient, state);
        }
    }

    private AmbientScope? Ambient()
    {
        var scope = new AmbientScope();
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
        {
            scope.Add(new("TraceId", activity.TraceId.ToHexString()));
            scope.Add(new("SpanId", activity.SpanId.ToHexString()));
        }

        if (Grains?.GrainContext is { } grain)
        {
            if (SessionOf(grain.GrainId.Key.ToString()) is { } session)
            {
                scope.Add(new(SessionKey, session));
            }

            if (CallContext.RequestId is { } request)
            {
                scope.Add(new("RequestId", request));
            }
        }

        return scope;
    }

    /// <summary>A session's own grains have its id as their key, or before a slash in it.</summary>
    private static string? SessionOf(string? key) =>
        key?.StartsWith(SessionPrefix, StringComparison.Ordinal) is true ? key.Split('/', 2)[0] : null;

    /// <summary>Names and values, as formatters want them; as text for those that write text.</summary>
    private sealed class AmbientScope : List<KeyValuePair<string, object?>>
    {
        public override string ToString() => string.Join(' ', this.Select(pair => $"{pair.Key}:{pair.Value}"));
    }
}
