using MeetingIntel.Api.Identity;
using System.Text;
using MeetingIntel.Api.Json;

namespace MeetingIntel.Api.Service.Health;

/// <summary>
/// Which dependency is unwell: for programs, and for people. Open to everybody, as <c>/ready</c> is: whoever is called at night may have no credentials at hand, or
/// may find that it is the credentials that do not work. So it says what is ill and what to do, and neither where it is nor what exactly it answered.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapHealthDetails(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/details", DetailsAsync).OpenToEverybody(ServiceEndpoints.ForMonitoring).WithTags("service").WithSummary("Says how each dependency is, since when, and what to do").Produces<HealthDetails>();
        app.MapGet("/health/page", PageAsync).OpenToEverybody(ServiceEndpoints.ForMonitoring).ExcludeFromDescription();
        app.MapGet("/health/page.css", () => TypedResults.Text(HealthPage.Style, "text/css", Encoding.UTF8)).OpenToEverybody(ServiceEndpoints.ForMonitoring).ExcludeFromDescription();
    }

    private static async Task<IResult> DetailsAsync(HealthMonitor monitor, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Written the same way by processes that serve no clients and so have no JSON settings.
        return TypedResults.Json(HealthDetails.Of(await monitor.BoardAsync(cancellationToken)), ApiJson.Options);
    }

    private static async Task<IResult> PageAsync(HealthMonitor monitor, HttpContext context, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Text(HealthPage.Write(HealthDetails.Of(await monitor.BoardAsync(cancellationToken))), "text/html", Encoding.UTF8);
    }
}

/// <summary>How everything is.</summary>
/// <param name="Status">How the worst of them is: <c>ok</c>, <c>degraded</c>, <c>unwell</c>.</param>
/// <param name="Service">The name.</param>
/// <param name="Version">The version.</param>
/// <param name="Role">What this process does: <c>all</c>, <c>silo</c> or <c>api</c>.</param>
/// <param name="Draining">Whether this process is about to leave: nobody new is sent here.</param>
/// <param name="CheckedAt">When this was looked at.</param>
/// <param name="Dependencies">One by one.</param>
internal sealed record HealthDetails(
    string Status, string Service, string Version, string Role, bool Draining, DateTimeOffset CheckedAt, IReadOnlyList<DependencyDetails> Dependencies)
{
    /// <summary>What a board says.</summary>
    /// <param name="board">The board, after a look.</param>
    public static HealthDetails Of(HealthBoard board) => new(
        NameOf(board.Dependencies.Select(dependency => dependency.State).DefaultIfEmpty().Max()),
        ServiceEndpoints.Name,
        ServiceEndpoints.Version,
        board.Role,
        board.IsDraining,
        board.CheckedAt!.Value,
        [.. board.Dependencies.Select(dependency => new DependencyDetails(dependency.Name, NameOf(dependency.State), dependency.Since, dependency.Advice))]);

    private static string NameOf(DependencyState state) => state switch
    {
        DependencyState.Ok => "ok",
        DependencyState.Degraded => "degraded",
        DependencyState.Unwell => "unwell",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };
}

/// <summary>How one dependency is.</summary>
/// <param name="Name">Which.</param>
/// <param name="State"><c>ok</c>, <c>degraded</c> or <c>unwell</c>.</param>
/// <param name="Since">Since when, as far as this process has seen.</param>
/// <param name="Advice">What to do, in one sentence; <see langword="null"/> when it is well.</param>
internal sealed record DependencyDetails(string Name, string State, DateTimeOffset Since, string? Advice);
