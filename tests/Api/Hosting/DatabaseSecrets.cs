using System.Text;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Looks for secrets where they must not be.</summary>
internal static class DatabaseSecrets
{
    /// <summary>Checks that no column of any table holds a text, as text or as bytes.</summary>
    public static async Task HoldsNothingOfAsync(this TestDatabase database, params string[] secrets)
    {
        var tables = await database.QueryAsync<string>("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'");
        Assert.Contains("api_keys", tables);
        foreach (var (table, secret) in tables.SelectMany(table => secrets.Select(secret => (table, secret))))
        {
            var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret));
            var found = await database.QueryAsync<bool>($"SELECT EXISTS (SELECT FROM {table} AS row WHERE strpos(row::text, '{secret}') > 0 OR strpos(row::text, '{hex}') > 0)");
            Assert.False(found.Single(), $"{table} holds a secret.");
        }
    }
}
