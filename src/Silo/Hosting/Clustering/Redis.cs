using System.Globalization;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>Where Redis is.</summary>
internal static class Redis
{
    private const int DefaultPort = 6379;

    /// <summary>Reads <c>redis://[user:password@]host[:port]</c>; <c>rediss://</c> for TLS.</summary>
    /// <param name="url">The address.</param>
    /// <exception cref="OptionsValidationException">Not such an address. The message repeats no part of it, since it may hold a password.</exception>
    public static ConfigurationOptions Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("redis" or "rediss") || address.Host.Length == 0)
        {
            throw new OptionsValidationException(
                ClusterSettings.Section, typeof(ClusterSettings), [$"{ClusterSettings.RedisUrlSetting} can't be read; it must be redis://[user:password@]host[:port]."]);
        }

        var options = new ConfigurationOptions
        {
            // A Redis that is not there any more, or, for a front-end, not there yet, is waited for. A silo that starts needs it.
            AbortOnConnectFail = false,
            ConnectTimeout = 5000,
            Ssl = address.Scheme == "rediss",
        };
        options.EndPoints.Add(address.DnsSafeHost, address.Port > 0 ? address.Port : DefaultPort);
        options.SslHost = options.Ssl ? address.DnsSafeHost : null;
        var (user, password) = address.UserInfo.Split(':', 2) is [var name, var secret] ? (name, secret) : (address.UserInfo, "");
        options.User = user.Length > 0 ? Uri.UnescapeDataString(user) : null;
        options.Password = password.Length > 0 ? Uri.UnescapeDataString(password) : null;

        if (int.TryParse(address.AbsolutePath.Trim('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var database))
        {
            options.DefaultDatabase = database;
        }

        return options;
    }
}
