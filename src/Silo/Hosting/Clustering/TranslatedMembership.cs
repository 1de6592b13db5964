using Npgsql;
using StackExchange.Redis;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// The place where members find each other, with failures that any process understands. Orleans reads it in the middle of grain calls, and what it throws then comes
/// out at whoever called, on another machine: a vendor's exception does not come through there, and nobody would know that it passes.
/// </summary>
/// <param name="inner">Redis or PostgreSQL.</param>
internal sealed class TranslatedMembership(IMembershipTable inner) : IMembershipTable
{
    /// <inheritdoc/>
    /// <remarks>Before anybody calls: a start that fails says why in the vendor's words.</remarks>
    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) => inner.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    /// <inheritdoc/>
    public Task InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) => TranslateAsync(inner.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken));

    /// <inheritdoc/>
    public Task DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) => TranslateAsync(inner.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken));

    /// <inheritdoc/>
    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => TranslateAsync(inner.ReadRowAsync(key, cancellationToken));

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) => TranslateAsync(inner.ReadAllAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<MembershipTableData> ReadAll() => ReadAllAsync(CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) => TranslateAsync(inner.InsertRowAsync(entry, tableVersion, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        TranslateAsync(inner.UpdateRowAsync(entry, etag, tableVersion, cancellationToken));

    /// <inheritdoc/>
    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    /// <inheritdoc/>
    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) => TranslateAsync(inner.UpdateIAmAliveAsync(entry, cancellationToken));

    /// <inheritdoc/>
    public Task UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    private static async Task TranslateAsync(Task looking)
    {
        try
        {
            await looking;
        }
        catch (Exception failure) when (IsVendors(failure))
        {
            throw Translate(failure);
        }
    }

    private static async Task<T> TranslateAsync<T>(Task<T> looking)
    {
        try
        {
            return await looking;
        }
        catch (Exception failure) when (IsVendors(failure))
        {
            throw Translate(failure);
        }
    }

    private static bool IsVendors(Exception failure) => failure is RedisException or RedisTimeoutException or NpgsqlException;

    /// <summary>Without the exception itself, which would have to travel with it.</summary>
    private static OrleansException Translate(Exception failure) =>
        new($"Where members find each other (Redis or PostgreSQL, see Cluster__Membership) does not answer: {failure.GetType().Name}: {failure.Message}");
}
