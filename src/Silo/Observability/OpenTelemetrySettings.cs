using System.Globalization;
using Microsoft.Extensions.Options;
using OpenTelemetry.Trace;

namespace MeetingIntel.Silo.Observability;

/// <summary>The OpenTelemetry variables that the SDK leaves to its host. All others (<c>OTEL_*</c>) it reads itself, from the host's configuration.</summary>
internal static class OpenTelemetrySettings
{
    private const string Sampler = "OTEL_TRACES_SAMPLER";
    private const string SamplerArgument = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>Where to; any of them turns the export on.</summary>
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>Whether anything is exported.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="OptionsValidationException">An endpoint is none.</exception>
    public static bool IsOn(IConfiguration configuration) =>
        Endpoints.Count(name => IsEndpoint(name, configuration[name])) > 0 && !string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    /// <summary>The SDK would drop what is none in silence, and send to its default.</summary>
    private static bool IsEndpoint(string name, string? value) =>
        !string.IsNullOrWhiteSpace(value)
        && (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? true
            : throw new OptionsValidationException(name, typeof(Uri), [$"{name} is '{value}'; it must be an address such as http://collector:4317."]));

    /// <summary>Whether one kind of signal is exported.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="signal"><c>TRACES</c> or <c>METRICS</c>.</param>
    public static bool IsExported(IConfiguration configuration, string signal) => !string.Equals(configuration[$"OTEL_{signal}_EXPORTER"], "none", StringComparison.OrdinalIgnoreCase);

    /// <summary>The sampler that is asked for. The SDK reads these variables only when no sampler is set, and ours wraps it.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="OptionsValidationException">The variables make no sense.</exception>
    public static Sampler ReadSampler(IConfiguration configuration) => (configuration[Sampler]?.Trim().ToUpperInvariant() ?? "") switch
    {
        "" or "PARENTBASED_ALWAYS_ON" => new ParentBasedSampler(new AlwaysOnSampler()),
        "PARENTBASED_ALWAYS_OFF" => new ParentBasedSampler(new AlwaysOffSampler()),
        "PARENTBASED_TRACEIDRATIO" => new ParentBasedSampler(new TraceIdRatioBasedSampler(ReadRatio(configuration))),
        "ALWAYS_ON" => new AlwaysOnSampler(),
        "ALWAYS_OFF" => new AlwaysOffSampler(),
        "TRACEIDRATIO" => new TraceIdRatioBasedSampler(ReadRatio(configuration)),
        _ => throw new OptionsValidationException(
            Sampler,
            typeof(Sampler),
            [$"{Sampler} is '{configuration[Sampler]}'; it must be always_on, always_off, traceidratio, or one of these behind parentbased_."]),
    };

    private static double ReadRatio(IConfiguration configuration) => configuration[SamplerArgument] switch
    {
        null or "" => 1,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 => ratio,
        var text => throw new OptionsValidationException(SamplerArgument, typeof(double), [$"{SamplerArgument} is '{text}'; it must be a number from 0 to 1."]),
    };
}
