using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Speaks what WorkOS documents of <c>POST /user_management/authenticate</c>, over a real socket: tokens for one code, refusals for others, and its bad days.</summary>
internal sealed class WorkOsServer : IAsyncDisposable
{
    public const string ClientId = "client_123456789";
    public const string ApiKey = "sk_example_123456789";
    public const string Code = "01E2RJ4C05B52KKZ8FSRDAP23J";
    public const string Verifier = "verifier";

    private readonly WebApplication _app;

    private WorkOsServer(WebApplication app) => _app = app;

    public string Url => _app.Urls.Single();

    /// <summary>What it answers instead; <see langword="null"/>: as documented.</summary>
    public Func<HttpContext, Task>? Instead { get; set; }

    /// <summary>How often it was asked.</summary>
    public int Asked { get; private set; }

    public static async Task<WorkOsServer> StartAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var server = new WorkOsServer(app);
        app.MapPost("/user_management/authenticate", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        Asked++;
        if (Instead is { } instead)
        {
            await instead(context);
            return;
        }

        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        if (body.Text("client_id") != ClientId || body.Text("client_secret") != ApiKey)
        {
            await AnswerAsync(context, 401, new { message = "Unauthorized" });
        }
        else if (body.Text("grant_type") != "authorization_code" || body.Text("code") != Code || body.Text("code_verifier") != Verifier)
        {
            await AnswerAsync(context, 400, new { error = "invalid_grant", error_description = $"The code '{body.Text("code")}' has expired or is invalid." });
        }
        else
        {
            await AnswerAsync(context, 200, new
            {
                user = new { @object = "user", id = "user_01E4ZCR3C56J083X43JQXF3JK5", email = "marcelina@example.com" },
                organization_id = "org_01H945H0YD4F97JN9MATX7BYAG",
                access_token = "eyJhb.nNzb19vaWRjX2tleV9.lc5Uk4yWVk5In0",
                refresh_token = "yAjhKk123NLIjdrBdGZPf8pLIDvK",
                authentication_method = "SSO",
            });
        }
    }

    public static Task AnswerAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body);
    }
}
