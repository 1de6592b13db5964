using System.Globalization;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>What the environment says in the names that the source systems and hosting platforms use.</summary>
internal static class Conventions
{
    private const int DefaultPort = 5000;

    /// <summary>Listens on <c>PORT</c> of this machine, unless the usual settings (<c>ASPNETCORE_URLS</c>, <c>--urls</c>) say where.</summary>
    /// <param name="builder">The host.</param>
    public static void AddConventions(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
        {
            builder.WebHost.UseUrls($"http://localhost:{Port(builder.Configuration["PORT"])}");
        }

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddOptions<DrainOptions>().BindConfiguration(DrainOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IHostLifetime, DrainingLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Leaving.Patience);
        builder.Services.AddHostedService<Leaving>();
    }

    private static int Port(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return DefaultPort;
        }

        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new OptionsValidationException("PORT", typeof(int), [$"PORT is '{value}'; it must be a number from 1 to 65535."]);
    }
}
