using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Whoever calls with a token: a person, a program, somebody with a link; or with none.</summary>
internal class Client : IDisposable
{
    public Client(ApiServer server, string? token)
    {
        Server = server;
        // Nothing is followed, and no cookie is kept, but by tests.
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        Bear(token);
    }

    public ApiServer Server { get; }

    public HttpClient Http { get; }

    /// <summary>What opens doors.</summary>
    public string? Token { get; private set; }

    /// <summary>Calls with another token from now on.</summary>
    public void Bear(string? token)
    {
        Token = token;
        Http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Http.GetAsync(new Uri(path, UriKind.Relative));

    public Task<HttpResponseMessage> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<HttpResponseMessage> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, body);

    public Task<HttpResponseMessage> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<HttpResponseMessage> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    /// <summary>What a path shows.</summary>
    public async Task<JsonElement> ReadAsync(string path)
    {
        using var response = await GetAsync(path);
        return await response.JsonAsync();
    }

    /// <summary>Does something that must work.</summary>
    public async Task<JsonElement> DoAsync(HttpMethod method, string path, object? body = null)
    {
        using var response = await SendAsync(method, path, body);
        return await response.JsonAsync();
    }

    /// <summary>ASTRA's way to begin: a session that is live at once.</summary>
    public async Task<string> StartSessionAsync() => (await DoAsync(HttpMethod.Post, "/api/sessions", new { name = "Weekly" })).Text("id");

    public void Dispose() => Http.Dispose();

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        return await Http.SendAsync(request);
    }
}

/// <summary>Words for tests with clients.</summary>
internal static class ClientExtensions
{
    /// <summary>A text of an object.</summary>
    public static string Text(this JsonElement json, string name) => json.GetProperty(name).GetString()!;

    /// <summary>Makes a socket's upgrade bear a token.</summary>
    public static void Bear(this ClientWebSocketOptions options, string? token)
    {
        if (token is not null)
        {
            options.SetRequestHeader("Authorization", $"Bearer {token}");
        }
    }
}
