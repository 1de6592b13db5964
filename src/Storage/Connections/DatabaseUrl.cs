using Npgsql;

namespace MeetingIntel.Storage.Connections;

/// <summary>Reads connection settings as people write them: a URL as libpq takes it, or Npgsql's key=value form.</summary>
public static class DatabaseUrl
{
    private const int DefaultPort = 5432;

    /// <summary>Reads the settings.</summary>
    /// <param name="text">For example <c>postgresql://ana:s%40crets@db.example:5432/meetings?sslmode=require</c>, or <c>Host=…;Username=…</c>.</param>
    /// <exception cref="FormatException">Neither form. The message is one line and repeats no part that could hold a password.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        text = text.Trim();
        return text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase)
            ? ParseUrl(text)
            : ParseKeyValue(text);
    }

    private static NpgsqlConnectionStringBuilder ParseKeyValue(string text)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(text);
            return settings.Host is null ? throw Wrong("it names no Host") : settings;
        }
        catch (ArgumentException)
        {
            throw Wrong("it is neither a postgresql:// URL nor a list of Key=Value settings");
        }
    }

    // Not System.Uri: it refuses empty hosts and lists of hosts, which libpq takes.
    private static NpgsqlConnectionStringBuilder ParseUrl(string text)
    {
        var rest = text[(text.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var (beforeQuery, query) = SplitOnce(rest, '?');
        var (authority, database) = SplitOnce(beforeQuery, '/');
        var at = authority.LastIndexOf('@');
        var (user, password) = SplitOnce(at < 0 ? "" : authority[..at], ':');

        var settings = new NpgsqlConnectionStringBuilder();
        ReadHosts(settings, authority[(at + 1)..]);
        if (user.Length > 0)
            settings.Username = Decode(user);
        if (password.Length > 0)
            settings.Password = Decode(password);
        if (database.Length > 0)
            settings.Database = Decode(database);
        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = SplitOnce(option, '=');
            Set(settings, Decode(name), Decode(value));
        }

        return string.IsNullOrEmpty(settings.Host) ? throw Wrong("it names no host") : settings;
    }

    private static void ReadHosts(NpgsqlConnectionStringBuilder settings, string hosts)
    {
        if (hosts.Contains(',', StringComparison.Ordinal))
        {
            settings.Host = Decode(hosts);
            return;
        }

        // [::1]:5432 holds colons of its own.
        var portColon = hosts.LastIndexOf(':');
        if (portColon <= hosts.LastIndexOf(']'))
            portColon = -1;
        settings.Host = Decode(portColon < 0 ? hosts : hosts[..portColon]).Trim('[', ']');
        settings.Port = portColon < 0 || portColon == hosts.Length - 1 ? DefaultPort : ReadPort(hosts[(portColon + 1)..]);
    }

    private static int ReadPort(string port) =>
        ushort.TryParse(port, out var number) && number > 0 ? number : throw Wrong("its port is not a number from 1 to 65535");

    private static void Set(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        var key = name switch
        {
            "host" => "Host",
            "port" => "Port",
            "user" => "Username",
            "password" => "Password",
            "dbname" => "Database",
            "sslmode" => "SSL Mode",
            "sslrootcert" => "Root Certificate",
            "sslcert" => "SSL Certificate",
            "sslkey" => "SSL Key",
            "connect_timeout" => "Timeout",
            "application_name" => "Application Name",
            "target_session_attrs" => "Target Session Attributes",
            "channel_binding" => "Channel Binding",
            "options" => "Options",
            _ => throw Wrong($"it has the unknown option '{name}'"),
        };
        try
        {
            // Npgsql spells verify-full as VerifyFull and prefer-standby as it is.
            settings[key] = key is "SSL Mode" ? value.Replace("-", "", StringComparison.Ordinal) : value;
        }
        catch (ArgumentException)
        {
            throw Wrong($"its option '{name}' has a value that is not allowed");
        }
        catch (FormatException)
        {
            throw Wrong($"its option '{name}' has a value that is not allowed");
        }
    }

    private static (string Left, string Right) SplitOnce(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var index ? (text[..index], text[(index + 1)..]) : (text, "");

    private static string Decode(string text)
    {
        for (var i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                throw Wrong("it holds a % that is not followed by two hexadecimal digits (write % itself as %25)");
        }

        return Uri.UnescapeDataString(text);
    }

    private static FormatException Wrong(string why) =>
        new($"The database URL can't be read: {why}. Expected postgresql://user:password@host:port/database.");
}
