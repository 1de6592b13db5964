using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace MeetingIntel.Observability.Tests;

/// <summary>What stands beside a log line when it is written as JSON.</summary>
public sealed class LogTests(PostgresServer postgres)
{
    [Fact]
    public async Task JsonLine_OfAGrain_CarriesItsSessionAndTheRequest()
    {
        var capture = new ScopeCapture();
        await using var host = await InProcess.StartAsync(postgres, services =>
        {
            services.AddSingleton<ILoggerProvider>(capture);
            services.AddLogging(logging => logging.AddFilter(typeof(TalkativeJournal).FullName, LogLevel.Information));
            var own = services.Last(service => service.ServiceType == typeof(IJournal)).ImplementationType!;
            services.AddSingleton<IJournal>(provider => new TalkativeJournal((IJournal)ActivatorUtilities.CreateInstance(provider, own), provider.GetRequiredService<ILogger<TalkativeJournal>>()));
        });
        capture.Formatter = host.App.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);

        using var create = new HttpRequestMessage(HttpMethod.Post, "/api/sessions") { Content = JsonContent.Create(new { name = "Weekly" }) };
        create.Headers.Add("X-Request-Id", "req-from-outside");
        using var created = await host.Http.SendAsync(create);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        var scopes = Scopes(Assert.Single(capture.Lines, line => line.Contains("appending", StringComparison.Ordinal)));
        Assert.Equal(id, scopes["SessionId"]);
        Assert.Equal("req-from-outside", scopes["RequestId"]);
    }

    [Fact]
    public async Task JsonLine_OfARequest_CarriesItsSessionAndItself()
    {
        var capture = new ScopeCapture();
        await using var host = await InProcess.StartAsync(
            postgres,
            services =>
            {
                services.AddSingleton<ILoggerProvider>(capture);
                services.AddSingleton<IJournalReads>(new BrokenJournal());
            });
        capture.Formatter = host.App.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);
        using var created = await host.Http.PostAsJsonAsync("/api/sessions", new { name = "Weekly" });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/sessions/{id}/events?after=0");
        request.Headers.Add("X-Request-Id", "req-that-fails");
        using var failed = await host.Http.SendAsync(request);

        Assert.False(failed.IsSuccessStatusCode);
        var scopes = Scopes(Assert.Single(capture.Lines, line => line.Contains("broken on purpose", StringComparison.Ordinal) && line.Contains("ExceptionProblems", StringComparison.Ordinal)));
        Assert.Equal(id, scopes["SessionId"]);
        Assert.Equal("req-that-fails", scopes["RequestId"]);
    }

    [Fact]
    public async Task JsonLines_OfWholeProcesses_AreOneObjectEach()
    {
        await using var product = await Product.StartAsync(postgres, ("Logging__Console__FormatterName", "json"));
        await product.StopAsync();

        var lines = product.Log.Where(line => line.Length > 0).ToList();
        Assert.All(lines, line => Assert.StartsWith("{", line, StringComparison.Ordinal));
        var ready = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))
            .Where(line => line.GetProperty("Message").GetString()!.StartsWith("MeetingIntel is ready", StringComparison.Ordinal)).ToList();
        Assert.Equal(Engine.Processes().Count, ready.Count);
        Assert.All(ready, line =>
        {
            var said = line.GetProperty("State");
            Assert.StartsWith("http://", said.GetProperty("Addresses").GetString(), StringComparison.Ordinal);
            Assert.All((string[])["Engine", "SpeechToText", "Insights", "Identity"], name => Assert.NotEmpty(said.GetProperty(name).GetString()!));
        });
        // The last one serves clients.
        Assert.StartsWith("development", ready[^1].GetProperty("State").GetProperty("Identity").GetString(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Scopes(string line)
    {
        var scopes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var scope in JsonSerializer.Deserialize<JsonElement>(line).GetProperty("Scopes").EnumerateArray())
        {
            foreach (var property in scope.EnumerateObject())
            {
                scopes[property.Name] = property.Value.ToString();
            }
        }

        return scopes;
    }

    /// <summary>Says a word in the turn of the grain that appends.</summary>
    private sealed class TalkativeJournal(IJournal behind, ILogger<TalkativeJournal> logger) : IJournal
    {
        public Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
        {
            logger.LogInformation("appending");
            return behind.AppendAsync(append, cancellationToken);
        }

        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken) =>
            behind.ReadAsync(orgId, sessionId, after, limit, cancellationToken);

        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
            behind.ReadAsync(orgId, sessionId, types, after, limit, cancellationToken);

        public Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) =>
            behind.ReadLatestMomentAsync(orgId, sessionId, upTo, cancellationToken);
    }

    private sealed class BrokenJournal : IJournalReads
    {
        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken on purpose");

        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken on purpose");

        public Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("broken on purpose");
    }
}
