using MeetingIntel.Storage.Connections;
using Npgsql;

namespace MeetingIntel.Storage.Tests.Connections;

public sealed class DatabaseUrlTests
{
    [Fact]
    public void Parse_WholeUrl_ReadsEveryPart()
    {
        var settings = DatabaseUrl.Parse("postgresql://ana%40acme:s%3Acr%2Fet%3F@db.example:6432/meet%20ings?sslmode=verify-full&connect_timeout=7&application_name=bench");

        Assert.Equal(
            ("ana@acme", "s:cr/et?", "db.example", 6432, "meet ings"),
            (settings.Username, settings.Password, settings.Host, settings.Port, settings.Database));
        Assert.Equal((SslMode.VerifyFull, 7, "bench"), (settings.SslMode, settings.Timeout, settings.ApplicationName));
    }

    [Theory]
    [InlineData("postgres://localhost/db", "localhost", 5432, "db")]
    [InlineData("postgresql://ana@localhost", "localhost", 5432, null)]
    [InlineData("  postgresql://localhost:5433/db\n", "localhost", 5433, "db")]
    [InlineData("POSTGRESQL://localhost/db", "localhost", 5432, "db")]
    [InlineData("postgresql://[::1]:5433/db", "::1", 5433, "db")]
    [InlineData("postgresql://[::1]/db", "::1", 5432, "db")]
    [InlineData("postgresql://one:5432,two:5433/db", "one:5432,two:5433", 5432, "db")]
    [InlineData("postgresql:///db?host=/var/run/postgresql&port=5434", "/var/run/postgresql", 5434, "db")]
    [InlineData("postgresql://%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql", 5432, "db")]
    [InlineData("Host=localhost;Port=5433;Database=db", "localhost", 5433, "db")]
    public void Parse_AllForms_FindTheServer(string text, string host, int port, string? database)
    {
        var settings = DatabaseUrl.Parse(text);

        Assert.Equal((host, port, database), (settings.Host, settings.Port, settings.Database));
    }

    [Theory]
    [InlineData("postgresql:///db", "no host")]
    [InlineData("postgresql://localhost:70000/db", "port")]
    [InlineData("postgresql://localhost:abc/db", "port")]
    [InlineData("postgresql://ana:100%@localhost/db", "%25")]
    [InlineData("postgresql://localhost/db?colour=blue", "'colour'")]
    [InlineData("postgresql://localhost/db?sslmode=sometimes", "'sslmode'")]
    [InlineData("postgresql://localhost/db?connect_timeout=soon", "'connect_timeout'")]
    [InlineData("mysql://localhost/db", "neither")]
    [InlineData("Colour=blue", "neither")]
    [InlineData("Database=db", "no Host")]
    [InlineData("", "no Host")]
    public void Parse_Wrong_SaysWhatInOneLineWithoutThePassword(string text, string expected)
    {
        var message = Assert.Throws<FormatException>(() => DatabaseUrl.Parse(text.Replace("localhost", "ana:hush@localhost", StringComparison.Ordinal))).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
