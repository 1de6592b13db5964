using System.Net;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace MeetingIntel.Api.Tests.Identity.WorkOs;

/// <summary>POST /auth/workos/exchange against a server that speaks WorkOS' documented protocol, on good days and bad ones.</summary>
public sealed class WorkOsExchangeTests(ApiServer shared) : IAsyncLifetime
{
    private readonly LogCapture _log = new();
    private ApiServer _server = null!;
    private WorkOsServer _workOs = null!;
    private Client _nobody = null!;

    public async ValueTask InitializeAsync()
    {
        _workOs = await WorkOsServer.StartAsync();
        _server = new ApiServer(shared.Postgres) { Services = _log.AttachTo };
        _server.Settings["WORKOS_CLIENT_ID"] = WorkOsServer.ClientId;
        _server.Settings["WORKOS_API_KEY"] = WorkOsServer.ApiKey;
        _server.Settings["WORKOS_API_URL"] = _workOs.Url;
        await _server.InitializeAsync();
        _nobody = new Client(_server, token: null);
    }

    public async ValueTask DisposeAsync()
    {
        _nobody.Dispose();
        await _server.DisposeAsync();
        await _workOs.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Exchange_OfACode_GivesWorkOsTokens()
    {
        using var snake = await _nobody.PostAsync("/auth/workos/exchange", new { code = WorkOsServer.Code, code_verifier = WorkOsServer.Verifier, redirect_uri = "http://localhost:3000/callback" });
        var camel = await _nobody.DoAsync(HttpMethod.Post, "/auth/workos/exchange", new { code = WorkOsServer.Code, codeVerifier = WorkOsServer.Verifier });

        var tokens = await snake.JsonAsync();
        Assert.Equal(("eyJhb.nNzb19vaWRjX2tleV9.lc5Uk4yWVk5In0", "yAjhKk123NLIjdrBdGZPf8pLIDvK"), (tokens.Text("access_token"), tokens.Text("refresh_token")));
        Assert.Equal(tokens.ToString(), camel.ToString());
        Assert.Equal("no-store", snake.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task Exchange_WithoutARefreshToken_LeavesItOut()
    {
        _workOs.Instead = context => WorkOsServer.AnswerAsync(context, 200, new { access_token = "only this" });

        var tokens = await ExchangeAsync();

        Assert.False((await tokens.JsonAsync()).TryGetProperty("refresh_token", out _));
    }

    [Fact]
    public async Task Exchange_OfAWrongCode_IsRefusedWithoutRepeatingIt()
    {
        using var wrong = await _nobody.PostAsync("/auth/workos/exchange", new { code = "some-other-code", code_verifier = WorkOsServer.Verifier });
        using var wrongVerifier = await _nobody.PostAsync("/auth/workos/exchange", new { code = WorkOsServer.Code, code_verifier = "other" });

        Assert.Equal("workos.refused", await wrong.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("WorkOS refused the code: invalid_grant.", await wrong.DetailAsync());
        Assert.Equal("workos.refused", await wrongVerifier.ProblemAsync(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task Exchange_ThatNeedsAnotherStep_SaysWhich()
    {
        _workOs.Instead = context => WorkOsServer.AnswerAsync(context, 403, new { code = "organization_selection_required", message = "The user must choose.", pending_authentication_token = "secret" });

        using var response = await ExchangeAsync();

        Assert.Equal("workos.refused", await response.ProblemAsync(HttpStatusCode.BadRequest));
        Assert.Equal("WorkOS refused the code: organization_selection_required.", await response.DetailAsync());
    }

    [Theory]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task Exchange_WhenWorkOsHasABadDay_IsUnavailable(int status)
    {
        _workOs.Instead = context => WorkOsServer.AnswerAsync(context, status, new { message = "no" });

        using var response = await ExchangeAsync();

        Assert.Equal("workos.unavailable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        Assert.NotNull(response.Headers.RetryAfter);
        AssertLogKeepsSecrets();
    }

    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("""{"user":{}}""")]
    [InlineData("""{"access_token":5}""")]
    public async Task Exchange_WhenWorkOsSaysSomethingElse_IsUnavailable(string body)
    {
        _workOs.Instead = async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        };

        using var response = await ExchangeAsync();

        Assert.Equal("workos.unavailable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task Exchange_WhenWorkOsIsAway_IsUnavailable()
    {
        await _workOs.StopAsync();

        using var response = await ExchangeAsync();

        Assert.Equal("workos.unavailable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
        AssertLogKeepsSecrets();
    }

    [Theory]
    [InlineData("""{"code":"x"}""")]
    [InlineData("""{"code_verifier":"x"}""")]
    [InlineData("""{"code":"","code_verifier":"x"}""")]
    public async Task Exchange_OfTheWrongShape_AsksNobody(string json)
    {
        using var body = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        using var response = await _nobody.Http.PostAsync(new Uri("/auth/workos/exchange", UriKind.Relative), body);

        Assert.Equal("request.invalid", await response.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(0, _workOs.Asked);
    }

    [Fact]
    public async Task Exchange_WhereWorkOsIsNotSetUp_SaysSo()
    {
        using var nobody = new Client(shared, token: null);

        using var response = await nobody.PostAsync("/auth/workos/exchange", new { code = "x", code_verifier = "y" });

        Assert.Equal("workos.not-configured", await response.ProblemAsync(HttpStatusCode.BadRequest));
    }

    private Task<HttpResponseMessage> ExchangeAsync() => _nobody.PostAsync("/auth/workos/exchange", new { code = WorkOsServer.Code, code_verifier = WorkOsServer.Verifier });

    private void AssertLogKeepsSecrets()
    {
        Assert.Contains(_log.Complaints, line => line.Text.Contains("WorkOS exchanged no code", StringComparison.Ordinal));
        Assert.All((string[])[WorkOsServer.ApiKey, WorkOsServer.Code, WorkOsServer.Verifier], secret => Assert.DoesNotContain(_log.Complaints, line => line.Text.Contains(secret, StringComparison.Ordinal)));
    }
}
