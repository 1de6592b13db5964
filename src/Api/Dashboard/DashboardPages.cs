using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
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
    private const string Why = "the page itself holds nothing; what it shows it asks for";
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Revalidate = "no-cache";
    private const string Index = "index.html";
    private const string Html = "text/html; charset=utf-8";

    /// <summary>Addresses that show a session, the list, and what else the page has; the older ones are Astro's.</summary>
    private static readonly string[] Addresses = ["/s/{id}", "/search", "/sessions", "/sessions/{id}", "/live-sessions", "/live-sessions/{id}", "/processing", "/account", "/account/{section}", "/sign-in", "/sign-up", "/invite", "/reset"];

    /// <summary>Under these live programs: what is not there is a problem, whoever asks.</summary>
    private static readonly string[] Interfaces = ["/api", "/hubs", "/ws", "/openapi"];

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

    /// <summary>Shows people who came to an address that does not exist the page, which says so and leads back; programs get the problem.</summary>
    /// <param name="app">The application.</param>
    public static void UseNotFoundPage(this IApplicationBuilder app) => app.UseStatusCodePages(context => NotFoundAsync(context.HttpContext));

    /// <summary>Maps the addresses.</summary>
    /// <param name="app">The application.</param>
    public static void MapDashboard(this IEndpointRouteBuilder app)
    {
        string[] reads = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/", reads, Root).OpenToEverybody(Why).ExcludeFromDescription();
        foreach (var address in Addresses)
        {
            app.MapMethods(address, reads, Page).OpenToEverybody(Why).ExcludeFromDescription();
        }
    }

    /// <summary>Browsers get the page, programs ASTRA's description of the service.</summary>
    private static IResult Root(HttpContext context, DashboardFiles files)
    {
        context.Response.Headers.Vary = HeaderNames.Accept;
        return WantsPage(context.Request) && files.Provider.GetFileInfo(Index).Exists
            ? Page(context, files)
            : TypedResults.Ok(new ServiceResponse("running", ServiceEndpoints.Name, ServiceEndpoints.Version, "/docs", TelemetryQueryApi: null));
    }

    private static async Task NotFoundAsync(HttpContext context)
    {
        var request = context.Request;
        var isAddress = HttpMethods.IsGet(request.Method) && !Interfaces.Any(path => request.Path.StartsWithSegments(path, StringComparison.OrdinalIgnoreCase));
        if (context.Response.StatusCode != StatusCodes.Status404NotFound || !isAddress || !WantsPage(request)
            || context.RequestServices.GetRequiredService<DashboardFiles>().Provider.GetFileInfo(Index) is not { Exists: true } file)
        {
            return;
        }

        context.Response.ContentType = Html;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.SendFileAsync(file, context.RequestAborted);
    }

    private static bool WantsPage(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));

    private static IResult Page(HttpContext context, DashboardFiles files)
    {
        if (files.Provider.GetFileInfo(Index) is not { Exists: true, PhysicalPath: { } path } file)
        {
            return new ApiProblem(StatusCodes.Status404NotFound, "page.not-built", "The web page has not been built; ./run builds it.");
        }

        context.Response.Headers.CacheControl = Revalidate;
        var tag = new EntityTagHeaderValue($"\"{file.LastModified.Ticks:x}-{file.Length:x}\"");
        return TypedResults.PhysicalFile(path, Html, lastModified: file.LastModified, entityTag: tag);
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
