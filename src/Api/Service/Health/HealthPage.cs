using System.Globalization;
using System.Net;
using System.Text;

namespace MeetingIntel.Api.Service.Health;

/// <summary>The health of everything as a page: one file without scripts, made by the server, because the page that needs scripts may be what does not work.</summary>
internal static class HealthPage
{
    /// <summary>The page's colours and sizes: those of the dashboard.</summary>
    public const string Style =
        """
        :root { color-scheme: light dark; --ink: light-dark(#1d2125, #e9ebed); --ink-2: light-dark(#525960, #aeb5bc); --line: light-dark(#e1e1dc, #2c3034) }
        body { margin: 0; background: light-dark(#f6f6f3, #131517); color: var(--ink); font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif }
        main { max-width: 46rem; margin: 3rem auto; padding: 0 1rem }
        h1 { font-size: 1.375rem; margin: 0 0 0.25rem }
        p { margin: 0.25rem 0; color: var(--ink-2) }
        ul { list-style: none; margin: 1.5rem 0; padding: 0 1.5rem; border: 1px solid var(--line); border-radius: 14px; background: light-dark(#ffffff, #1b1e21) }
        li { padding: 1rem 0 }
        li + li { border-top: 1px solid var(--line) }
        h2 { display: flex; justify-content: space-between; align-items: center; font-size: 1.0625rem; margin: 0 }
        .badge { padding: 0.1rem 0.55rem; border-radius: 999px; font-size: 0.8125rem; font-weight: 550 }
        .ok { background: light-dark(#def0ec, #16352f); color: light-dark(#0b6e63, #5ccab6) }
        .degraded { background: light-dark(#fcf0d6, #33290f); color: light-dark(#7f5200, #ecbb5a) }
        .unwell { background: light-dark(#fbe7e4, #3b1e1b); color: light-dark(#bd3328, #ff8277) }
        """;

    /// <summary>Writes the page; it comes again by itself every ten seconds.</summary>
    /// <param name="health">What it says.</param>
    public static string Write(HealthDetails health)
    {
        var page = new StringBuilder(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="refresh" content="10">
            <title>{health.Status} - MeetingIntel</title>
            <link rel="stylesheet" href="/health/page.css">
            </head>
            <body>
            <main>
            <h1>{Sentence(health)}</h1>
            <p>{WebUtility.HtmlEncode(health.Service)} {WebUtility.HtmlEncode(health.Version)}, as seen by this process ({Role(health.Role)}) at {Moment(health.CheckedAt)}</p>
            <ul>

            """);
        foreach (var dependency in health.Dependencies)
        {
            var name = WebUtility.HtmlEncode(dependency.Name.Replace('_', ' '));
            page.Append(CultureInfo.InvariantCulture, $"<li><h2>{name} <span class=\"badge {dependency.State}\">{dependency.State}</span></h2>\n<p>since {Moment(dependency.Since)}</p>\n");
            if (dependency.Advice is { } advice)
            {
                page.Append(CultureInfo.InvariantCulture, $"<p><strong>{WebUtility.HtmlEncode(advice)}</strong></p>\n");
            }

            page.Append("</li>\n");
        }

        return page.Append("</ul>\n</main>\n</body>\n</html>\n").ToString();
    }

    private static string Sentence(HealthDetails health) => health.Draining
        ? $"This process is leaving; others take over. {Dependencies(health)}"
        : Dependencies(health);

    private static string Role(string role) => role switch
    {
        "silo" => "silo: grains",
        "api" => "api: front-end",
        _ => "all: grains and front-end",
    };

    private static string Dependencies(HealthDetails health) => health.Dependencies.Count(dependency => dependency.State != "ok") switch
    {
        0 => "All is well",
        1 => "One dependency is not well",
        var several => string.Create(CultureInfo.InvariantCulture, $"{several} dependencies are not well"),
    };

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
