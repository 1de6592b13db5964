namespace MeetingIntel.Identity;

/// <summary>
/// How many live connections an organisation has on all front-ends, and each of its callers; the key is the organisation's id. Remembers nothing that front-ends do
/// not tell again: they renew what they have every <see cref="ConnectionLeases.Renewal"/>, and what is not renewed is forgotten after <see cref="ConnectionLeases.Expiry"/>.
/// </summary>
[Alias("mi.IConnectionQuotaGrain")]
public interface IConnectionQuotaGrain : IGrainWithStringKey
{
    /// <summary>Asks for one more connection, and has it when there is room.</summary>
    /// <param name="claim">Whose, and how many that makes.</param>
    /// <returns><see langword="null"/>; or <c>limit.connections</c>.</returns>
    [Alias("TakeAsync")]
    Task<GrainError?> TakeAsync(ConnectionClaim claim);

    /// <summary>Says which connections a front-end has now, so that they go on to count, and that others don't any more.</summary>
    /// <param name="lease">All that it has of the organisation.</param>
    [Alias("RenewAsync")]
    Task RenewAsync(ConnectionLease lease);
}
