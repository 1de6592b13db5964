using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Service;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Dashboard;

/// <summary>The web page: its files, and the addresses that it answers to.</summary>
internal static class DashboardPages
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Revalidate = "no-cache";
    private const string Index = "index.html";

    /// <summary>Addresses that show a session, or the list; the older ones are Astro's.</summary>
    private static readonly string[] Addresses = ["/s/{id}", "/sessions", "/sessions/{id}", "/live-sessions", "/live-sessions/{id}", "/processing"];

    /// <summary>Adds the page's settings.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">Setting <c>DASHBOARD_DIRECTORY</c>.</param>
    public static void AddDashboard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DashboardOptions>().Configure<IHostEnvironment>((options, environment) =>
            options.Directory = Path.GetFullPath(configuration[DashboardOptions.Setting] ?? options.Directory, environment.ContentRootPath));
        services.AddSingleton<DashboardFiles>();
    }

    /// <summary>Serves the page's files. Names under <c>/assets</c> carry a hash of the content, so they never change.</summary>
    /// <param name="app">The application.</param>
    public static void UseDashboardFiles(this IApplicationBuilder app) => app.UseStaticFiles(new StaticFileOptions
    {
        FileProvider = app.ApplicationServices.GetRequiredService<DashboardFiles>().Provider,
        OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
            file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal) ? Immutable : Revalidate,
    });

    /// <summary>Maps the addresses.</summary>
    /// <param name="app">The application.</param>
    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/", reads, Root).ExcludeFromDescription();
        foreach (var address in Addresses)
        {
            app.MapMethods(address, reads, Page).ExcludeFromDescription();
        }
    }

    /// <summary>Browsers get the page, programs ASTRA's description of the service.</summary>
    private static IResult Root(HttpContext context, DashboardFiles files)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        var wantsPage = context.Request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
        return wantsPage && files.Provider.GetFileInfo(Index).Exists
            ? Page(context, files)
            : TypedResults.Ok(new ServiceResponse("running", ServiceEndpoints.Name, ServiceEndpoints.Version, "/docs", TelemetryQueryApi: null));
    }

    private static IResult Page(HttpContext context, DashboardFiles files)
    {
        if (files.Provider.GetFileInfo(Index) is not { Exists: true, PhysicalPath: { } path } file)
        {
            return new ApiProblem(StatusCodes.Status404NotFound, "page.not-built", "The web page has not been built; ./run builds it.");
        }

        context.Response.Headers.CacheControl = Revalidate;
        var tag = new EntityTagHeaderValue($"\"{file.LastModified.Ticks:x}-{file.Length:x}\"");
        return TypedResults.PhysicalFile(path, "text/html; charset=utf-8", lastModified: file.LastModified, entityTag: tag);
    }
}

/// <summary>Where the page is.</summary>
internal sealed class DashboardOptions
{
    /// <summary>Name of the setting, usually an environment variable.</summary>
    public const string Setting = "DASHBOARD_DIRECTORY";

    /// <summary>The built page; relative to the content root.</summary>
    public string Directory { get; set; } = "wwwroot";
}

/// <summary>The page's files; none while it has not been built.</summary>
internal sealed class DashboardFiles(IOptions<DashboardOptions> options) : IDisposable
{
    /// <summary>The files.</summary>
    public IFileProvider Provider { get; } = Directory.Exists(options.Value.Directory) ? new PhysicalFileProvider(options.Value.Directory) : new NullFileProvider();

    /// <inheritdoc/>
    public void Dispose() => (Provider as IDisposable)?.Dispose();
}

/// <summary>ASTRA's description of the service.</summary>
/// <param name="Status">Always <c>running</c>.</param>
/// <param name="Service">The name.</param>
/// <param name="Version">The version.</param>
/// <param name="Docs">Where the API pages are.</param>
/// <param name="TelemetryQueryApi">Where telemetry is queried; <see langword="null"/> while it is not.</param>
internal sealed record ServiceResponse(string Status, string Service, string Version, string Docs, string? TelemetryQueryApi);
