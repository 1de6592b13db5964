using System.Diagnostics;
using System.Text;
using MeetingIntel.Corrections;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;

namespace MeetingIntel.Storage.Timeline;

/// <summary>An append on its way: what to write, ready for the database, and who waits for it.</summary>
internal sealed class PendingAppend
{
    private const int HeavySegments = 500;
    private const int HeavyEvents = 1000;

    // Completions leave the writer's thread: a caller's continuation must not run in the middle of its loop.
    private readonly TaskCompletionSource<JournalOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <summary>Checks the append and writes its events as JSON, on the caller's time.</summary>
    /// <param name="append">What to write.</param>
    /// <exception cref="ArgumentException">The append makes no sense in itself: a bug of the caller.</exception>
    public PendingAppend(JournalAppend append)
    {
        Validate(append);
        Append = append;
        IsHeavy = IsHeavyToWrite(append);
        Trace = Activity.Current is { Recorded: true } current ? current.Id : null;
        Data = new string[append.Events.Count];
        for (var i = 0; i < Data.Length; i++)
        {
            Data[i] = SessionEventTypes.Serialize(append.Events[i].Data);
            Bytes += Encoding.UTF8.GetByteCount(Data[i]);
        }
    }

    /// <summary>Stands in every row it writes, so that a writer that lost its connection can find out whether it did.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>What to write.</summary>
    public JournalAppend Append { get; }

    /// <summary>Whether it goes alone, see <see cref="IsHeavyToWrite"/>.</summary>
    public bool IsHeavy { get; }

    /// <summary>The recorded span of whoever waits for it, if any.</summary>
    public string? Trace { get; }

    /// <summary>The JSON of <see cref="JournalAppend.Events"/>, one by one.</summary>
    public string[] Data { get; }

    /// <summary>Size of <see cref="Data"/> in UTF-8.</summary>
    public int Bytes { get; }

    /// <summary>Ends when the outcome is known.</summary>
    public Task<JournalOutcome> Outcome => _outcome.Task;

    /// <summary>Takes the append up; from then on its caller can't give it up.</summary>
    /// <returns><see langword="false"/> when the caller has.</returns>
    public bool TryTake() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Gives the append up, unless the writer has taken it.</summary>
    /// <param name="cancellationToken">Why.</param>
    public void TryCancel(CancellationToken cancellationToken)
    {
        if (TryTake())
            _outcome.TrySetCanceled(cancellationToken);
    }

    /// <summary>Tells the caller what became of it.</summary>
    public void Complete(JournalOutcome outcome) => _outcome.TrySetResult(outcome);

    /// <summary>Tells the caller that it failed.</summary>
    public void Fail(Exception exception) => _outcome.TrySetException(exception);

    /// <summary>Whether an append writes so many rows that others must not wait for it.</summary>
    /// <param name="append">What to write.</param>
    public static bool IsHeavyToWrite(JournalAppend append) =>
        append.Events.Count > HeavyEvents || append.Events.Any(entry => entry.Data is SpeakerRenamed { Segments: > HeavySegments });

    private static void Validate(JournalAppend append)
    {
        ArgumentException.ThrowIfNullOrEmpty(append.SessionId, nameof(append));
        ArgumentException.ThrowIfNullOrEmpty(append.OrgId, nameof(append));
        if (append.Events.Count == 0 && append.Advances.Count == 0)
            throw new ArgumentException("An append holds at least one event or one advance.", nameof(append));

        for (var i = 0; i < append.Events.Count; i++)
        {
            if (append.Events[i].Seq < 1 || append.Events[i].Seq != append.Events[0].Seq + i)
                throw new ArgumentException("The events of an append are numbered consecutively from 1 on.", nameof(append));
        }

        if (append.Events is [{ Data: SessionCreated created }, ..] && !string.Equals(created.OrgId, append.OrgId, StringComparison.Ordinal))
            throw new ArgumentException("A session is created by the organisation that owns it.", nameof(append));

        foreach (var advance in append.Advances)
        {
            if (advance.FromOffset < 0 || advance.ToOffset < advance.FromOffset)
                throw new ArgumentException("An advance goes forward.", nameof(append));
        }
    }
}
