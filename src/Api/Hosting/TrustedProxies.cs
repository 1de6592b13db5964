using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace MeetingIntel.Api.Hosting;

/// <summary>
/// Whose word is taken for where a request really comes from, and whether it was encrypted there. Setting <c>Proxy:Networks</c>, a list or one text with commas, of
/// networks such as <c>10.0.0.0/8</c>. Without it nobody's: anybody can write such headers, and would have as many addresses to guess passwords from as they like.
/// </summary>
internal static class TrustedProxies
{
    private const string Setting = "Proxy:Networks";

    /// <summary>Reads the setting.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Where the setting is.</param>
    public static void AddTrustedProxies(this IServiceCollection services, IConfiguration configuration) => services
        .AddOptions<ForwardedHeadersOptions>()
        .Configure(options => Read(options, configuration))
        .ValidateOnStart();

    /// <summary>Takes the word of proxies that are trusted. Comes first of all: everything else wants to know who calls.</summary>
    /// <param name="app">The application.</param>
    public static void UseTrustedProxies(this IApplicationBuilder app)
    {
        if (app.ApplicationServices.GetRequiredService<IOptions<ForwardedHeadersOptions>>().Value.KnownIPNetworks.Count > 0)
        {
            app.UseForwardedHeaders();
        }
    }

    private static void Read(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        // As many proxies as there are behind each other: each one's word counts only because the one before it is trusted.
        options.ForwardLimit = null;
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        var section = configuration.GetSection(Setting);
        var networks = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
        // Without a network that is known the framework would believe everybody.
        options.ForwardedHeaders = networks.Length == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(IPNetwork.TryParse(network, out var known)
                ? known
                : throw new OptionsValidationException(Setting, typeof(IPNetwork), [$"Proxy__Networks holds '{network}'; it must be networks such as 10.0.0.0/8, with commas between."]));
        }
    }
}
