using Npgsql;

namespace MeetingIntel.Storage.Timeline;

/// <summary>Turns the appends of one batch into rows of one feature's query tables. An instance serves one batch.</summary>
internal interface IProjection
{
    /// <summary>Folds the next append, in order.</summary>
    /// <param name="pending">The append.</param>
    void Apply(PendingAppend pending);

    /// <summary>Adds the statements that write the fold: as many for a thousand appends as for one, none when nothing concerns the feature.</summary>
    /// <param name="statements">Run in order, in the batch's transaction.</param>
    void AddStatements(NpgsqlBatchCommandCollection statements);
}
