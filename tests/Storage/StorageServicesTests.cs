using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Tests;

public sealed class StorageServicesTests
{
    [Fact]
    public void AddStorage_DatabaseUrlAndSection_TheUrlWins()
    {
        using var services = Compose(new(StringComparer.Ordinal)
        {
            ["DATABASE_URL"] = "postgresql://from-url/db",
            ["Storage:ConnectionString"] = "Host=from-section",
            ["Storage:BatchAppends"] = "17",
        });

        var options = services.GetRequiredService<IOptions<StorageOptions>>().Value;

        Assert.Equal(("postgresql://from-url/db", 17), (options.ConnectionString, options.BatchAppends));
    }

    [Theory]
    [InlineData("DATABASE_URL", null, "No database")]
    [InlineData("DATABASE_URL", "http://localhost/db", "neither")]
    [InlineData("Storage:BatchAppends", "0", "BatchAppends")]
    [InlineData("Storage:GiveUpAfterSeconds", "-1", "GiveUpAfterSeconds")]
    public void AddStorage_WrongSettings_StopTheStartWithTheirName(string key, string? value, string expected)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DATABASE_URL"] = "postgresql://localhost/db", [key] = value };
        using var services = Compose(settings);

        var exception = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Compose(Dictionary<string, string?> settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddStorage()
            .BuildServiceProvider();
}
