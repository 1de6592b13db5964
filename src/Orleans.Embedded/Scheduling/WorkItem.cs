namespace Orleans.Scheduling;

/// <summary>Something a mailbox does in one turn. Items form the mailbox's queue themselves, so that queueing allocates nothing.</summary>
public abstract class WorkItem
{
    internal WorkItem? Next { get; set; }

    internal abstract void Execute(Mailbox mailbox);
}

/// <summary>A continuation that arrived from outside the mailbox's turn.</summary>
internal sealed class TaskItem(Task task) : WorkItem
{
    internal override void Execute(Mailbox mailbox) => mailbox.RunContinuation(task);
}

/// <summary>A piece of the runtime's own work that needs the mailbox's turn.</summary>
internal sealed class ActionItem(Action action) : WorkItem
{
    internal override void Execute(Mailbox mailbox) => action();
}
