namespace MeetingIntel.Api.Errors;

/// <summary>Gives answers that routing or hosting left without a body a problem.</summary>
internal static class ProblemPages
{
    /// <summary>Adds them.</summary>
    /// <param name="app">The application.</param>
    public static void UseProblemPages(this IApplicationBuilder app) =>
        app.UseStatusCodePages(context => ExceptionProblems.ForStatus(context.HttpContext).ExecuteAsync(context.HttpContext));
}
