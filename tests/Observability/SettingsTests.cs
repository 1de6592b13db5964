using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Observability.Tests;

/// <summary>What the standard variables say is done, and nothing without them.</summary>
public sealed class SettingsTests(PostgresServer postgres)
{
    [Fact]
    public async Task WithoutAnEndpoint_NobodyListens_AndNoSpanIsMade()
    {
        await using var host = await InProcess.StartAsync(postgres);

        Assert.False(Exports(host));
        Assert.Null(MeetingTrace.Begin(MeetingTrace.Utterance, DateTimeOffset.UtcNow, connection: null));
    }

    [Theory]
    [InlineData(false, "--OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:9", "--OTEL_SDK_DISABLED=true")]
    [InlineData(true, "--OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=http://127.0.0.1:9", "--OTEL_TRACES_EXPORTER=none")]
    [InlineData(true, "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "--OTEL_TRACES_SAMPLER=always_off")]
    public async Task Endpoint_TurnsTheExportOn_AndACollectorThatIsAwayHurtsNobody(bool exports, params string[] settings)
    {
        await using var host = await InProcess.StartAsync(postgres, configure: null, settings);
        using var answer = await host.Http.GetAsync(new Uri("/ready", UriKind.Relative));

        Assert.Equal(exports, Exports(host));
        Assert.True(answer.IsSuccessStatusCode);
        Assert.Null(MeetingTrace.Begin(MeetingTrace.Utterance, DateTimeOffset.UtcNow, connection: null));
    }

    [Theory]
    [InlineData("--OTEL_TRACES_SAMPLER=sometimes", "OTEL_TRACES_SAMPLER is 'sometimes'")]
    [InlineData("--OTEL_TRACES_SAMPLER_ARG=lots", "OTEL_TRACES_SAMPLER_ARG is 'lots'")]
    public async Task Sampler_ThatMakesNoSense_StopsTheStartWithOneLine(string setting, string sentence)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            InProcess.StartAsync(postgres, configure: null, "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9", "--OTEL_TRACES_SAMPLER=traceidratio", setting));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo")]
    [InlineData("collector:4317")]
    [InlineData("ftp://collector")]
    public async Task Endpoint_ThatIsNone_StopsTheStartWithOneLine(string address)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => InProcess.StartAsync(postgres, configure: null, $"--OTEL_EXPORTER_OTLP_ENDPOINT={address}"));

        Assert.Contains($"OTEL_EXPORTER_OTLP_ENDPOINT is '{address}'", refused.Message, StringComparison.Ordinal);
    }

    private static bool Exports(InProcess host) =>
        host.App.Services.GetServices<IHostedService>().Any(service => service.GetType().Name == "OpenTelemetryExport");
}
