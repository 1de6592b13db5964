using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>
/// A server that asks everybody for credentials, with limits so wide that an attack is refused for what it is and not for how often it comes.
/// </summary>
public sealed class AttackedServer : IAsyncLifetime
{
    internal const string Password = "correct horse 7 battery";

    private readonly SemaphoreSlim _forging = new(1);
    private Forger? _forger;
    private int _people;

    /// <summary>With one of the shared server's databases.</summary>
    /// <param name="shared">The shared server.</param>
    public AttackedServer(ApiServer shared)
        : this((shared ?? throw new ArgumentNullException(nameof(shared))).Postgres)
    {
    }

    internal AttackedServer(PostgresServer postgres, Action<IServiceCollection>? services = null, StoodTime? time = null, params ReadOnlySpan<(string Name, string Value)> settings)
    {
        Time = time ?? new StoodTime();
        Api = new ApiServer(postgres)
        {
            Services = collection =>
            {
                collection.AddSingleton<TimeProvider>(Time);
                Log.AttachTo(collection);
                services?.Invoke(collection);
            },
        };
        Api.Settings["AUTH_REQUIRED"] = "true";
        foreach (var limit in (string[])["User", "Address", "WrongCredentials"])
        {
            Api.Settings[$"RateLimits:{limit}"] = "1000000";
        }

        foreach (var (name, value) in settings)
        {
            Api.Settings[name] = value;
        }
    }

    internal ApiServer Api { get; }

    internal StoodTime Time { get; }

    internal LogCapture Log { get; } = new();

    public async ValueTask InitializeAsync() => await Api.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        Log.Dispose();
        _forging.Dispose();
        _forger?.Other.Dispose();
    }

    /// <summary>Forges tokens of somebody who is signed in, the same for all tests of a class.</summary>
    internal async Task<Forger> ForgerAsync()
    {
        await _forging.WaitAsync();
        try
        {
            return _forger ??= new Forger((await ArriveAsync()).Text("access_token"), (await Get<SigningKeys>().GetSigningKeyAsync(CancellationToken.None)).ECDsa);
        }
        finally
        {
            _forging.Release();
        }
    }

    /// <summary>One of the server's own services.</summary>
    internal T Get<T>()
        where T : notnull => Api.Provider.GetRequiredService<T>();

    /// <summary>Registers somebody that nobody else is; gives their address.</summary>
    internal async Task<string> SignUpAsync()
    {
        var email = $"person{Interlocked.Increment(ref _people)}@example.com";
        using var response = await Api.Http.PostAsJsonAsync("/users", new { name = "Some Body", email, password = Password });
        await response.JsonAsync();
        return email;
    }

    internal Task<HttpResponseMessage> TrySignInAsync(string email, string password = Password) => Api.Http.PostAsJsonAsync("/token", new { username = email, password });

    internal async Task<JsonElement> SignInAsync(string email)
    {
        using var response = await TrySignInAsync(email);
        return await response.JsonAsync();
    }

    /// <summary>Registers somebody and signs them in.</summary>
    internal async Task<JsonElement> ArriveAsync() => await SignInAsync(await SignUpAsync());

    internal Task<HttpResponseMessage> RefreshAsync(string refreshToken) => Api.Http.PostAsJsonAsync("/auth/refresh", new { refresh_token = refreshToken });

    internal async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? bearer = null, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : body as HttpContent ?? JsonContent.Create(body) };
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Api.Http.SendAsync(request);
    }

    /// <summary>Who the server says that a token is of.</summary>
    internal Task<HttpResponseMessage> WhoAsync(string bearer) => SendAsync(HttpMethod.Get, "/api/v1/auth/me", bearer);

    /// <summary>Does something to the database behind the server's back.</summary>
    internal async Task<IReadOnlyList<T>> QueryAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Get<IConfiguration>()["DATABASE_URL"]) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
        {
            values.Add(await reader.GetFieldValueAsync<T>(0));
        }

        return values;
    }
}

/// <summary>Short words for what tests read of JSON.</summary>
internal static class JsonTexts
{
    /// <summary>A field's text.</summary>
    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
