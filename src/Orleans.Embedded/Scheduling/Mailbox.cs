using System.Diagnostics;

namespace Orleans.Scheduling;

/// <summary>
/// A queue of work and the task scheduler that runs it: one turn at a time, on the thread pool, with
/// <see cref="TaskScheduler.Current"/> being this mailbox, so that continuations come back to it.
/// </summary>
internal abstract class Mailbox : TaskScheduler, IThreadPoolWorkItem
{
    // After so many turns others get the thread.
    private const int TurnsPerSlot = 64;

    // Every so many turns arrived work goes before continuations, so that neither starves the other.
    private const int ArrivalShare = 8;

    private static readonly Action<object?> RunTurns = static mailbox => ((Mailbox)mailbox!).Drain();
    private static readonly WorkItem Busy = new ActionItem(static () => throw new UnreachableException());

    [ThreadStatic]
    private static Mailbox? t_current;

    // Null: idle. Else a stack, newest first, that ends in null or Busy. Whoever pushes onto null schedules the mailbox.
    private WorkItem? _arrived;

    // Only the running turn touches these two.
    private WorkItem? _ready;
    private Queue<Task>? _continuations;

    /// <summary>The mailbox whose turn this thread runs.</summary>
    internal static Mailbox? OfThisThread => t_current;

    internal void Post(WorkItem item)
    {
        var head = Volatile.Read(ref _arrived);
        while (true)
        {
            item.Next = head;
            var seen = Interlocked.CompareExchange(ref _arrived, item, head);
            if (ReferenceEquals(seen, head))
                break;
            head = seen;
        }

        if (head is null)
            Schedule();
    }

    /// <summary>Runs now if this is the mailbox's turn, else in a turn to come.</summary>
    internal void RunOrPost(Action action)
    {
        if (t_current == this)
            action();
        else
            Post(new ActionItem(action));
    }

    internal void RunContinuation(Task task) => _ = TryExecuteTask(task);

    protected abstract void OnTurnFailed(Exception exception);

    protected sealed override void QueueTask(Task task)
    {
        if (t_current == this)
            (_continuations ??= new()).Enqueue(task);
        else
            Post(new TaskItem(task));
    }

    protected sealed override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        t_current == this && TryExecuteTask(task);

    protected sealed override IEnumerable<Task> GetScheduledTasks() => [];

    void IThreadPoolWorkItem.Execute()
    {
        t_current = this;
        // A task of this scheduler is the only way to make it TaskScheduler.Current.
        new Task(RunTurns, this, TaskCreationOptions.DenyChildAttach).RunSynchronously(this);
        t_current = null;
    }

    private void Drain()
    {
        var context = ExecutionContext.Capture()!;
        for (var turn = 1; turn <= TurnsPerSlot; turn++)
        {
            if (turn % ArrivalShare != 0 && _continuations is not null && _continuations.TryDequeue(out var task))
                _ = TryExecuteTask(task);
            else if (Take() is { } item)
                Run(item);
            else if (_continuations is { Count: > 0 })
                continue;
            else if (ReferenceEquals(Interlocked.CompareExchange(ref _arrived, null, Busy), Busy))
                return;

            // What a turn put into its execution context (request context, activity) is not the next turn's.
            if (!ReferenceEquals(ExecutionContext.Capture(), context))
                ExecutionContext.Restore(context);
        }

        Schedule();
    }

    // Into the pool's common queue: through the local ones, which go first, busy grains would keep everything else
    // waiting for half a second (sockets included), for a few per cent more calls.
    private void Schedule() => _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    private void Run(WorkItem item)
    {
        try
        {
            item.Execute(this);
        }
        catch (Exception exception)
        {
            // Requests hand their exceptions to their callers; what arrives here is a defect of the runtime.
            OnTurnFailed(exception);
        }
    }

    private WorkItem? Take()
    {
        if (_ready is null && !ReferenceEquals(Volatile.Read(ref _arrived), Busy))
        {
            var newest = Interlocked.Exchange(ref _arrived, Busy);
            while (newest is not null && !ReferenceEquals(newest, Busy))
            {
                var older = newest.Next;
                newest.Next = _ready;
                _ready = newest;
                newest = older;
            }
        }

        if (_ready is not { } first)
            return null;
        _ready = first.Next;
        first.Next = null;
        return first;
    }
}
