using Npgsql;

namespace MeetingIntel.Storage.Timeline;

/// <summary>
/// The statements of a projection whose rows are written as columns, all at once, but for events that change rows by what these say at that moment: what came before
/// such an event is written before it, and what came after it after it.
/// </summary>
/// <param name="writeGathered">Gives the statements for what was gathered so far, and forgets it.</param>
internal sealed class StatementsInOrder(Func<IEnumerable<NpgsqlBatchCommand>> writeGathered)
{
    private readonly List<NpgsqlBatchCommand> _before = [];

    /// <summary>Puts statements in their place: behind what was gathered so far.</summary>
    /// <param name="statements">The statements.</param>
    public void Add(params ReadOnlySpan<NpgsqlBatchCommand> statements)
    {
        _before.AddRange(writeGathered());
        _before.AddRange(statements);
    }

    /// <summary>Adds all to a batch, what was gathered since included.</summary>
    /// <param name="batch">The batch.</param>
    public void AddTo(NpgsqlBatchCommandCollection batch)
    {
        foreach (var statement in _before.Concat(writeGathered()))
            batch.Add(statement);
    }
}
