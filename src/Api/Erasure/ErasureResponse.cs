using MeetingIntel.Api.Identity.Audit;
using MeetingIntel.Erasure;

namespace MeetingIntel.Api.Erasure;

/// <summary>What remains of a session that was erased.</summary>
/// <param name="Id"><c>erase_…</c>.</param>
/// <param name="SessionId">The session that there was.</param>
/// <param name="Status"><c>erasing</c>: nobody finds the session, and the rest of it is going; <c>erased</c>: nothing is left.</param>
/// <param name="Reason"><c>request</c> or <c>retention</c>.</param>
/// <param name="RequestedBy">Who asked for it; <c>server</c>: the organisation's retention did it.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ErasedAt">When nothing was left.</param>
/// <param name="Rows">How many rows of the database have gone, by table.</param>
/// <param name="Files">How many files have gone.</param>
/// <param name="FileBytes">Their size, bytes.</param>
internal sealed record ErasureResponse(
    string Id,
    string SessionId,
    string Status,
    string Reason,
    AuditEntryResponse.Who RequestedBy,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ErasedAt,
    IReadOnlyDictionary<string, long> Rows,
    long Files,
    long FileBytes)
{
    /// <summary>From a receipt.</summary>
    /// <param name="receipt">The receipt.</param>
    public static ErasureResponse From(ErasureReceipt receipt) => new(
        receipt.Id,
        receipt.SessionId,
        receipt.ErasedAt is null ? "erasing" : "erased",
        receipt.Reason == ErasureReason.Retention ? "retention" : "request",
        AuditEntryResponse.Who.Of(receipt.RequestedBy, receipt.RequestedByName),
        receipt.RequestedAt,
        receipt.ErasedAt,
        receipt.Rows.ToDictionary(rows => rows.Table, rows => rows.Count, StringComparer.Ordinal),
        receipt.Files,
        receipt.FileBytes);
}
