using Orleans.Runtime;
using Orleans.Scheduling;

namespace Orleans.Calls;

/// <summary>A mailbox that starts requests by the rules of turn-based concurrency: one at a time, unless they may interleave.</summary>
internal abstract class RequestMailbox(int waitingLimit) : Mailbox
{
    private Request? _firstWaiting;
    private Request? _lastWaiting;
    private int _waiting;
    private int _readers;
    private int _writers;
    private bool _pumping;

    /// <summary>The object that requests are run on.</summary>
    internal abstract object? Target { get; }

    internal int Running { get; private set; }

    internal int Waiting => _waiting;

    /// <summary>Whether it will never run a request again; whoever holds it should look for its successor.</summary>
    internal abstract bool IsGone { get; }

    /// <summary>Whether requests may start at all.</summary>
    protected abstract bool IsOpen { get; }

    /// <summary>The last request started that does not interleave; what <c>[MayInterleave]</c> predicates may ask about.</summary>
    protected Request? Blocking { get; private set; }

    /// <summary>Takes a request in the mailbox's turn.</summary>
    internal virtual void Receive(Request request)
    {
        if (IsOpen && MayStart(request))
            Begin(request);
        else if (_waiting >= waitingLimit)
            request.Reject(new LimitExceededException("MaxEnqueuedRequestsHardLimit", _waiting, waitingLimit, ToString()!));
        else
            Enqueue(request);
    }

    /// <summary>A request that did not end synchronously has ended; called in the mailbox's turn.</summary>
    internal void End(Request request, RequestOptions options)
    {
        Running--;
        if (options.HasFlag(RequestOptions.AlwaysInterleave))
        {
            // Never blocked anyone.
        }
        else if (options.HasFlag(RequestOptions.ReadOnly))
        {
            _readers--;
        }
        else
        {
            _writers--;
        }

        if (ReferenceEquals(Blocking, request))
            Blocking = null;
        OnEnded(options);
        Pump();
    }

    /// <summary>Starts what may start. Called when the mailbox opens and whenever a request ends.</summary>
    protected void Pump()
    {
        // A request that ends synchronously comes back here; the loop below goes on instead of recursing.
        if (_pumping)
            return;
        _pumping = true;
        try
        {
            while (IsOpen && TakeStartable() is { } request)
                Begin(request);
        }
        finally
        {
            _pumping = false;
        }
    }

    /// <summary>A request ended with an exception that its caller gets.</summary>
    internal virtual void OnRequestFailed(Exception exception)
    {
    }

    protected virtual bool MayInterleave(Request request) => false;

    protected virtual void OnStarting(RequestOptions options)
    {
    }

    protected virtual void OnEnded(RequestOptions options)
    {
    }

    /// <summary>Removes and returns the oldest waiting request.</summary>
    protected Request? Dequeue()
    {
        if (_firstWaiting is not { } request)
            return null;
        Unlink(null, request);
        return request;
    }

    private bool MayStart(Request request)
    {
        if (Running == 0 || _writers + _readers == 0 || request.Options.HasFlag(RequestOptions.AlwaysInterleave))
            return true;
        if (_writers == 0 && request.Options.HasFlag(RequestOptions.ReadOnly))
            return true;
        return MayInterleave(request);
    }

    private void Begin(Request request)
    {
        // A call may be recycled when it ends, so its options are read now.
        var options = request.Options;
        Running++;
        if (!options.HasFlag(RequestOptions.AlwaysInterleave))
        {
            if (options.HasFlag(RequestOptions.ReadOnly))
                _readers++;
            else
                _writers++;
            Blocking = request;
        }

        OnStarting(options);
        if (request.Start(this))
            End(request, options);
    }

    private void Enqueue(Request request)
    {
        request.Next = null;
        if (_lastWaiting is null)
            _firstWaiting = request;
        else
            _lastWaiting.Next = request;
        _lastWaiting = request;
        _waiting++;
    }

    private Request? TakeStartable()
    {
        Request? previous = null;
        for (var request = _firstWaiting; request is not null; previous = request, request = (Request?)request.Next)
        {
            if (!MayStart(request))
                continue;
            Unlink(previous, request);
            return request;
        }

        return null;
    }

    private void Unlink(Request? previous, Request request)
    {
        if (previous is null)
            _firstWaiting = (Request?)request.Next;
        else
            previous.Next = request.Next;
        if (ReferenceEquals(_lastWaiting, request))
            _lastWaiting = previous;
        request.Next = null;
        _waiting--;
    }
}
