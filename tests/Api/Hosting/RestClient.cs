using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>What REST clients do, in their words.</summary>
internal static class RestClient
{
    /// <summary>ASTRA's way to begin: a session that is live at once.</summary>
    public static async Task<string> StartSessionAsync(this ApiServer server, string name = "Weekly") =>
        (await (await server.Http.PostAsJsonAsync("/api/sessions", new { name })).JsonAsync()).GetProperty("id").GetString()!;

    /// <summary>Astro's way to begin: a session that waits for its start.</summary>
    public static async Task<string> CreateMeetingAsync(this ApiServer server, object? body = null) =>
        (await (await server.Http.PostAsJsonAsync("/api/sessions/create", body ?? new { })).JsonAsync()).GetProperty("session_id").GetString()!;

    public static async Task EndSessionAsync(this ApiServer server, string sessionId) =>
        (await server.Http.PostAsync(new Uri($"/api/sessions/{sessionId}/end", UriKind.Relative), null)).EnsureSuccessStatusCode();

    public static async Task AddLineAsync(this ApiServer server, string sessionId, string text) =>
        (await server.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/transcript", new { text, speaker = "Ana", confidence = 0.5 })).EnsureSuccessStatusCode();

    public static async Task<JsonElement> GetJsonAsync(this ApiServer server, string path)
    {
        using var response = await server.Http.GetAsync(new Uri(path, UriKind.Relative));
        return await response.JsonAsync();
    }

    /// <summary>All texts of a session's transcript, in order.</summary>
    public static async Task<IReadOnlyList<string>> TranscriptAsync(this ApiServer server, string sessionId)
    {
        var page = await server.GetJsonAsync($"/api/sessions/{sessionId}/transcript?limit=1000");
        return [.. page.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString()!)];
    }

    /// <summary>The body of an answer that must be a success.</summary>
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Checks that an answer is a complete problem; gives its code.</summary>
    public static async Task<string> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.NotEmpty(problem.GetProperty("detail").GetString()!);
        Assert.Equal(problem.GetProperty("detail").GetString(), problem.GetProperty("error").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.NotEmpty(problem.GetProperty("type").GetString()!);
        Assert.Equal(response.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("request_id").GetString());
        return problem.GetProperty("code").GetString()!;
    }

    /// <summary>The sentence of a problem.</summary>
    public static async Task<string> DetailAsync(this HttpResponseMessage response) =>
        JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync()).GetProperty("detail").GetString()!;

    public static Task<HttpResponseMessage> SendJsonAsync(this ApiServer server, HttpMethod method, string path, string json)
    {
        var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return server.Http.SendAsync(request);
    }
}
