using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Service.Health;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Service;

/// <summary>Which dependency is unwell, since when, and what to do: for programs, and as a page.</summary>
public sealed class HealthTests(ApiServer server)
{
    [Fact]
    public async Task Details_WhenAllIsWell_NameEachDependency()
    {
        var health = await server.GetJsonAsync("/health/details");

        var states = health.GetProperty("dependencies").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("state").GetString());
        Assert.Equal(["cluster", "database", "disk", "media", "speech_to_text"], states.Keys.Order(StringComparer.Ordinal));
        Assert.All(states.Where(one => one.Key is "database" or "cluster"), one => Assert.Equal("ok", one.Value));
        Assert.NotEmpty(health.GetProperty("version").GetString()!);
        Assert.Equal("all", health.GetProperty("role").GetString());
        Assert.False(health.GetProperty("draining").GetBoolean());
        Assert.True(health.GetProperty("checked_at").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(-5));
    }

    [Fact]
    public async Task Details_WhenTheDatabaseIsAway_SayItIsUnwellAndTheProcessGoesOn()
    {
        await using var postgres = await PostgresServer.StartPrivateAsync();
        await using var own = new ApiServer(postgres);
        await own.InitializeAsync();
        Assert.Equal("ok", Dependency(await LookAsync(own), "database").GetProperty("state").GetString());

        await postgres.StopAsync();
        var away = await LookAsync(own);
        await postgres.StartAsync();
        var back = await LookAsync(own);

        var database = Dependency(away, "database");
        Assert.Equal("unwell", away.GetProperty("status").GetString());
        Assert.Equal("unwell", database.GetProperty("state").GetString());
        Assert.Contains("check that it runs", database.GetProperty("advice").GetString()!, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", away.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("ok", Dependency(away, "cluster").GetProperty("state").GetString());
        Assert.Equal("ok", Dependency(back, "database").GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, Dependency(back, "database").GetProperty("advice").ValueKind);
    }

    [Fact]
    public async Task Details_OfACheckThatThrows_HideItsWordsAndKeepSinceWhen()
    {
        var result = new Moody();
        var log = new LogCapture();
        await using var own = new ApiServer(server.Postgres)
        {
            Services = services =>
            {
                services.AddHealthChecks().AddCheck("moody", result);
                log.AttachTo(services);
            },
        };
        await own.InitializeAsync();
        var well = Dependency(await LookAsync(own), "moody");

        result.Fails = true;
        var first = await LookAsync(own);
        Assert.DoesNotContain(log.Complaints, line => line.Text.Contains("moody", StringComparison.Ordinal));
        var second = Dependency(await LookAsync(own), "moody");

        Assert.Equal("ok", well.GetProperty("state").GetString());
        Assert.Equal("unwell", second.GetProperty("state").GetString());
        Assert.Equal(Dependency(first, "moody").GetProperty("since").GetString(), second.GetProperty("since").GetString());
        Assert.NotEqual(well.GetProperty("since").GetString(), second.GetProperty("since").GetString());
        Assert.DoesNotContain("db.internal", first.GetRawText(), StringComparison.Ordinal);
        Assert.Single(log.Complaints, line => line.Text.Contains("The dependency moody is Unwell", StringComparison.Ordinal));
    }

    /// <summary>Otherwise "all is well" on the page of a process that ends in a few seconds.</summary>
    [Theory]
    [InlineData("silo")]
    [InlineData("api")]
    public async Task PageAndDetails_SayWhichProcessItIs_AndThatItIsLeaving(string role)
    {
        await using var own = new ApiServer(server.Postgres) { Services = services => services.AddSingleton(new ProcessRole(role)) };
        await own.InitializeAsync();
        var before = await LookAsync(own);

        own.Provider.GetRequiredService<Readiness>().BeginDraining();
        var after = await own.GetJsonAsync("/health/details");
        var page = await own.Http.GetStringAsync(new Uri("/health/page", UriKind.Relative));

        Assert.Equal((role, false), (before.GetProperty("role").GetString(), before.GetProperty("draining").GetBoolean()));
        Assert.Equal((role, true), (after.GetProperty("role").GetString(), after.GetProperty("draining").GetBoolean()));
        Assert.Contains($"as seen by this process ({role}:", page, StringComparison.Ordinal);
        Assert.Contains("<h1>This process is leaving; others take over. ", page, StringComparison.Ordinal);
    }

    /// <summary>By its last figure a process that took its leave is told from one that was lost.</summary>
    [Fact]
    public async Task Meter_SaysWhetherTheProcessServes()
    {
        await using var own = new ApiServer(server.Postgres);
        await own.InitializeAsync();
        await LookAsync(own);
        var seen = new List<(int Value, object? Role)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Name == "meetingintel.process.serving" && ReferenceEquals(instrument.Meter.Scope, own.Provider.GetRequiredService<IMeterFactory>()))
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) => seen.Add((value, tags[0].Value)));
        listener.Start();

        listener.RecordObservableInstruments();
        own.Provider.GetRequiredService<Readiness>().BeginDraining();
        listener.RecordObservableInstruments();

        Assert.Equal([(1, "all"), (0, "all")], seen);
    }

    [Fact]
    public async Task Page_ShowsTheSame_WithoutScriptOrStyleOfItsOwn()
    {
        var result = new Moody { Description = "<b>Turn it off and on again.</b>" };
        await using var own = new ApiServer(server.Postgres) { Services = services => services.AddHealthChecks().AddCheck("moody", result) };
        await own.InitializeAsync();
        await LookAsync(own);

        using var page = await own.Http.GetAsync(new Uri("/health/page", UriKind.Relative));
        var html = await page.Content.ReadAsStringAsync();
        using var style = await own.Http.GetAsync(new Uri("/health/page.css", UriKind.Relative));

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal("text/html", page.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Contains("default-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;Turn it off", html, StringComparison.Ordinal);
        Assert.Contains("class=\"badge degraded\"", html, StringComparison.Ordinal);
        Assert.All((string[])["<script", "<style", "style=", "<b>"], part => Assert.DoesNotContain(part, html, StringComparison.OrdinalIgnoreCase));
        Assert.Equal("text/css", style.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Check_ThatHangs_IsUnwellInTime()
    {
        var never = new Hanging();

        var result = await never.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None).Within("waiting for a check that hangs");

        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Equal("It hangs.", result.Description);
    }

    /// <summary>A disk that hangs holds the thread that asked it: a new one every few seconds would in the end be all of them.</summary>
    [Fact]
    public async Task Check_ThatNeverReturns_HoldsOneThreadHoweverOftenItIsAsked()
    {
        using var disk = new Blocked();

        for (var asked = 0; asked < 3; asked++)
        {
            var result = await disk.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None).Within("waiting for a check that blocks");
            Assert.Equal(HealthStatus.Unhealthy, result.Status);
        }

        await disk.Begun.Within("waiting for the look to begin");
        Assert.Equal(1, disk.Looks);

        disk.LetGo();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while ((await disk.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None).Within("waiting for a check that works again")).Status != HealthStatus.Healthy)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Fact]
    public void Checks_AreTheSameAtEachLook()
    {
        var checks = server.Provider.GetRequiredService<IOptions<HealthCheckServiceOptions>>().Value.Registrations;

        Assert.All(checks, check => Assert.Same(check.Factory(server.Provider), check.Factory(server.Provider)));
    }

    [Theory]
    [InlineData(50L << 20, HealthStatus.Unhealthy)]
    [InlineData(500L << 20, HealthStatus.Degraded)]
    [InlineData(5L << 30, HealthStatus.Healthy)]
    public async Task Disk_IsJudgedByWhatIsLeft(long free, HealthStatus expected) =>
        Assert.Equal(expected, (await new DiskCheck(() => free).CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Status);

    [Fact]
    public async Task Disk_OfADirectoryThatIsNotThereYet_IsThatOfItsParent()
    {
        Assert.True(DiskCheck.FreeBytes(Path.Combine(Path.GetTempPath(), "not", "there", "yet")) > 0);
        Assert.Equal(HealthStatus.Unhealthy, (await new DiskCheck(() => throw new IOException("gone")).CheckHealthAsync(new HealthCheckContext(), CancellationToken.None)).Status);
    }

    private static async Task<JsonElement> LookAsync(ApiServer server)
    {
        await server.Provider.GetRequiredService<HealthMonitor>().LookAsync(CancellationToken.None).Within("looking at the dependencies");
        return await server.GetJsonAsync("/health/details");
    }

    private static JsonElement Dependency(JsonElement health, string name) =>
        health.GetProperty("dependencies").EnumerateArray().Single(dependency => dependency.GetProperty("name").GetString() == name);

    private sealed class Moody : IHealthCheck
    {
        public bool Fails { get; set; }

        public string? Description { get; init; }

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Fails
            ? throw new InvalidOperationException("Could not reach db.internal:5432.")
            : Task.FromResult(Description is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(Description));
    }

    private sealed class Blocked() : DependencyCheck("It blocks."), IDisposable
    {
        private readonly ManualResetEventSlim _free = new();
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _looks;

        public Task Begun => _begun.Task;

        public int Looks => Volatile.Read(ref _looks);

        protected override TimeSpan TimeLimit => TimeSpan.FromMilliseconds(50);

        public void LetGo() => _free.Set();

        public void Dispose()
        {
            _free.Set();
            _free.Dispose();
        }

        protected override Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _looks);
            _begun.TrySetResult();
            _free.Wait(CancellationToken.None);
            return Task.FromResult(Well);
        }
    }

    private sealed class Hanging() : DependencyCheck("It hangs.")
    {
        protected override TimeSpan TimeLimit => TimeSpan.FromMilliseconds(50);

        protected override Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken) => new TaskCompletionSource<HealthCheckResult>().Task;
    }
}
