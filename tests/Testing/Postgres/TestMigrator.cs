using MeetingIntel.Storage;
using MeetingIntel.Storage.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Testing.Postgres;

/// <summary>Applies the product's migrations to a database.</summary>
internal static class TestMigrator
{
    /// <summary>Applies all of them.</summary>
    public static async Task RunAsync(string connectionString)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddStorage(options => options.ConnectionString = connectionString);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<Migrator>().RunAsync(CancellationToken.None);
    }
}
