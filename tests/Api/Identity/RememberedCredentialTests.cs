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
        var (id, key) = await MakeKeyAsync();
        await using var own = new NpgsqlConnection(server.Database.ConnectionString);
        await own.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await own.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var revoke = new NpgsqlCommand("UPDATE api_keys SET revoked_at = now() WHERE id = $1", own, transaction) { Parameters = { new() { Value = id } } };
        await revoke.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var credentials = server.Provider.GetRequiredService<CredentialReader>();

        var reading = credentials.ReadAsync(key, TestContext.Current.CancellationToken).AsTask();
        await server.Database.BlockedAsync();
        credentials.Forget(id);
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await reading.Within("waiting for the lookup");

        Assert.Null(credentials.FindKnown(key));
        Assert.Equal("auth.revoked", (await credentials.ReadAsync(key, TestContext.Current.CancellationToken)).Error?.Code);
    }

    /// <summary>Otherwise anybody could have the server look everybody up again, all the time.</summary>
    [Theory]
    [InlineData("DELETE", "/api/v1/api-keys/key_nobody", 404)]
    [InlineData("DELETE", "/api/sessions/{sid}/share-links/share_nobody", 404)]
    [InlineData("PUT", "/users/me", 422)]
    [InlineData("DELETE", "/api/v1/api-keys/{other}", 200)]
    public async Task FindKnown_AfterSomebodyElseChangedNothingOrTheirOwn_StillKnows(string method, string path, int status)
    {
        var (id, key) = await MakeKeyAsync();
        var (other, _) = await MakeKeyAsync();
        var session = await server.StartSessionAsync();
        var credentials = server.Provider.GetRequiredService<CredentialReader>();
        await credentials.ReadAsync(key, TestContext.Current.CancellationToken);

        path = path.Replace("{sid}", session, StringComparison.Ordinal).Replace("{other}", other, StringComparison.Ordinal);
        using var response = await server.SendJsonAsync(new HttpMethod(method), path, """{"handle":"no handle"}""");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(id, credentials.FindKnown(key)?.Id);
    }

    private async Task<(string Id, string Key)> MakeKeyAsync()
    {
        using var made = await server.SendJsonAsync(HttpMethod.Post, "/api/v1/api-keys", """{"name":"Capture","scopes":["sessions:read"]}""");
        var answer = await made.JsonAsync();
        return (answer.GetProperty("id").GetString()!, answer.GetProperty("key").GetString()!);
    }
}
