using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Api.Tests.Identity;

/// <summary>What a front-end remembers of credentials.</summary>
public sealed class RememberedCredentialTests(ApiServer server)
{
    /// <summary>A lookup that is under way is held up where it notes that the key was used; what it has read by then is out of date.</summary>
    [Fact]
    public async Task ReadAsync_OfAKeyThatIsRevokedMeanwhile_RemembersNothing()
    {
        using var made = await server.SendJsonAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"Capture","scopes":["sessions:read"]}""");
        var answer = await made.JsonAsync();
        var key = answer.GetProperty("key").GetString()!;
        await using var own = new NpgsqlConnection(server.Database.ConnectionString);
        await own.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await own.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var revoke = new NpgsqlCommand("UPDATE api_keys SET revoked_at = now() WHERE id = $1", own, transaction) { Parameters = { new() { Value = answer.GetProperty("id").GetString() } } };
        await revoke.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var credentials = server.Provider.GetRequiredService<CredentialReader>();

        var reading = credentials.ReadAsync(key, TestContext.Current.CancellationToken).AsTask();
        await server.Database.BlockedAsync();
        credentials.Forget();
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await reading.Within("waiting for the lookup");

        Assert.Null(credentials.FindKnown(key));
        Assert.Equal("auth.revoked", (await credentials.ReadAsync(key, TestContext.Current.CancellationToken)).Error?.Code);
    }
}
