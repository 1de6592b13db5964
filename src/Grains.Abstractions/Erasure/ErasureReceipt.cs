namespace MeetingIntel.Erasure;

/// <summary>Why a session is erased.</summary>
[GenerateSerializer]
public enum ErasureReason
{
    /// <summary>Somebody asked for it.</summary>
    Request,

    /// <summary>Its organisation keeps sessions for so long and no longer.</summary>
    Retention,
}

/// <summary>Erases a session.</summary>
/// <param name="OrgId">The organisation that it must belong to.</param>
/// <param name="Reason">Why.</param>
[GenerateSerializer, Immutable, Alias("mi.erasure.begin")]
public sealed record EraseSession([property: Id(0)] string OrgId, [property: Id(1)] ErasureReason Reason);

/// <summary>What remains of a session that was erased.</summary>
/// <param name="Id"><c>erase_…</c>.</param>
/// <param name="SessionId">The session that there was.</param>
/// <param name="OrgId">Whose it was.</param>
/// <param name="Reason">Why it was erased.</param>
/// <param name="RequestedBy">Who asked for it: kind and id with a colon between; <c>server:retention</c>: nobody.</param>
/// <param name="RequestedByName">What people called them then.</param>
/// <param name="RequestedAt">When; from then on nobody found it.</param>
/// <param name="ErasedAt">When nothing was left; <see langword="null"/>: some of it may still be there.</param>
/// <param name="Rows">How many rows of the database have gone, by table.</param>
/// <param name="Files">How many files have gone.</param>
/// <param name="FileBytes">Their size, bytes.</param>
[GenerateSerializer, Immutable, Alias("mi.erasure.receipt")]
public sealed record ErasureReceipt(
    [property: Id(0)] string Id,
    [property: Id(1)] string SessionId,
    [property: Id(2)] string OrgId,
    [property: Id(3)] ErasureReason Reason,
    [property: Id(4)] string RequestedBy,
    [property: Id(5)] string? RequestedByName,
    [property: Id(6)] DateTimeOffset RequestedAt,
    [property: Id(7)] DateTimeOffset? ErasedAt,
    [property: Id(8)] IReadOnlyList<ErasedRows> Rows,
    [property: Id(9)] long Files,
    [property: Id(10)] long FileBytes);

/// <summary>Rows of one table that have gone.</summary>
/// <param name="Table">The table.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("mi.erasure.rows")]
public sealed record ErasedRows([property: Id(0)] string Table, [property: Id(1)] long Count);
