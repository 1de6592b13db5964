using System.Diagnostics.Metrics;

namespace MeetingIntel.Grains.Insights;

/// <summary>What operators see of insights. Meter <see cref="MeterName"/>.</summary>
internal static class InsightMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MeetingIntel.Insights";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Histogram<double> PassHistogram = Meter.CreateHistogram(
        "meetingintel.insights.pass.duration", "s", "One analysis pass, until what it changed is on record; with error.type when it is not.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    /// <summary>A pass has ended.</summary>
    /// <param name="duration">How long it took.</param>
    /// <param name="failure">Stable code or the name of an exception when it is not on record.</param>
    public static void Passed(TimeSpan duration, string? failure)
    {
        if (failure is null)
        {
            PassHistogram.Record(duration.TotalSeconds);
        }
        else
        {
            PassHistogram.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("error.type", failure));
        }
    }
}
