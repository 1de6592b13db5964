using System.Text.Json;
using System.Text.Json.Serialization;
using MeetingIntel.Bench.Load.Measuring;

namespace MeetingIntel.Bench.Load.Report;

/// <summary>All that a run found.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Delays">At each number of channels.</param>
/// <param name="Throughput">Saturated; <see langword="null"/> when it was not measured.</param>
internal sealed record LoadReport(Machine Machine, IReadOnlyList<DelayResult> Delays, ThroughputResult? Throughput)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Broken promises of the product, the first of each measurement.</summary>
    public IEnumerable<string> Violations => Delays.SelectMany(delay => delay.Violations).Concat(Throughput?.Violations ?? []);

    /// <summary>How many there were.</summary>
    public int ViolationCount => Delays.Sum(delay => delay.ViolationCount) + (Throughput?.ViolationCount ?? 0);

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
