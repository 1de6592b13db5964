using MeetingIntel.Api.Sockets;

namespace MeetingIntel.Api.Identity.Limits;

/// <summary>A socket or hub connection while it lives: as whom, and whether it still may. Disposed when it is closed, which gives its place to another.</summary>
internal sealed class LiveConnection : IDisposable
{
    private readonly TaskCompletionSource<SocketEnd> _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<LiveConnection> _leave;
    private volatile Caller _caller;
    private int _left;

    /// <summary>Begins.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="needs">What it takes to have the connection.</param>
    /// <param name="beganAt">When, as a timestamp.</param>
    /// <param name="leave">Called once, when it is closed.</param>
    public LiveConnection(Caller caller, Permissions needs, long beganAt, Action<LiveConnection> leave)
    {
        (_caller, Needs, BeganAt, _leave) = (caller, needs, beganAt, leave);
    }

    /// <summary>Who is connected, with what they may do now: roles and scopes change under a connection.</summary>
    public Caller Caller => _caller;

    /// <summary>What it takes to have the connection.</summary>
    public Permissions Needs { get; }

    /// <summary>When it began, as a timestamp.</summary>
    public long BeganAt { get; }

    /// <summary>Since when, as a timestamp, nothing but the client has been waited for; <see langword="null"/> for one that needs to say nothing.</summary>
    public Func<long?> QuietSince { get; set; } = static () => null;

    /// <summary>Completes when the connection must end, and says why and how. One that is closed for other reasons leaves it as it is.</summary>
    public Task<SocketEnd> Over => _over.Task;

    /// <summary>Notes what the caller may do now; ends the connection when that is too little for it.</summary>
    /// <param name="caller">The same caller, read again.</param>
    public void Refresh(Caller caller)
    {
        _caller = caller;
        if (AccessErrors.Missing(caller, Needs) is { } missing)
        {
            End(SocketEnd.From(missing));
        }
    }

    /// <summary>Has it end.</summary>
    /// <param name="end">Why and how.</param>
    public void End(SocketEnd end) => _over.TrySetResult(end);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _left, 1) == 0)
        {
            _leave(this);
        }
    }
}
