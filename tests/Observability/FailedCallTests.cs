using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Orleans.Configuration;

namespace MeetingIntel.Observability.Tests;

/// <summary>What is told of a call that fails names the call, and not what was said in it.</summary>
public sealed class FailedCallTests(PostgresServer postgres)
{
    private static readonly string[] Private = ["overheard", "Zebediah"];

    [Fact]
    public async Task LineThatIsNotAddedInTime_IsToldWithoutItsWords()
    {
        var capture = new ScopeCapture();
        var stuck = new TaskCompletionSource();
        await using var host = await InProcess.StartAsync(postgres, services =>
        {
            services.AddSingleton<ILoggerProvider>(capture);
            services.Configure<SiloMessagingOptions>(calls => calls.ResponseTimeout = TimeSpan.FromSeconds(3));
            var own = services.Last(service => service.ServiceType == typeof(IJournal)).ImplementationType!;
            services.AddSingleton<IJournal>(provider => new StuckJournal((IJournal)ActivatorUtilities.CreateInstance(provider, own), stuck.Task));
        });
        capture.Formatter = host.App.Services.GetServices<ConsoleFormatter>().Single(formatter => formatter.Name == ConsoleFormatterNames.Json);
        using var created = await host.Http.PostAsJsonAsync("/api/sessions", new { name = "Weekly" });
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;

        using var answer = await host.Http.PostAsJsonAsync($"/api/sessions/{id}/transcript", new { text = "overheard", speaker = "Zebediah" });
        stuck.SetResult();

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains(capture.Lines, line => line.Contains("server.timeout", StringComparison.Ordinal) && line.Contains("AddLine", StringComparison.Ordinal));
        Assert.All(capture.Lines.Append(await answer.Content.ReadAsStringAsync()), line => Assert.DoesNotContain(Private, word => line.Contains(word, StringComparison.Ordinal)));
    }

    /// <summary>Takes no transcript for the time being.</summary>
    private sealed class StuckJournal(IJournal behind, Task free) : IJournal
    {
        public async Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken)
        {
            if (append.Events.Any(entry => entry.Data is TranscriptSegmentAdded))
            {
                await free;
            }

            return await behind.AppendAsync(append, cancellationToken);
        }

        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, long after, int limit, CancellationToken cancellationToken) =>
            behind.ReadAsync(orgId, sessionId, after, limit, cancellationToken);

        public Task<IReadOnlyList<SessionEvent>> ReadAsync(string orgId, string sessionId, IReadOnlyList<string> types, long after, int limit, CancellationToken cancellationToken) =>
            behind.ReadAsync(orgId, sessionId, types, after, limit, cancellationToken);

        public Task<DateTimeOffset?> ReadLatestMomentAsync(string orgId, string sessionId, long upTo, CancellationToken cancellationToken) =>
            behind.ReadLatestMomentAsync(orgId, sessionId, upTo, cancellationToken);
    }
}
