using System.Diagnostics;
using OpenTelemetry.Trace;

namespace MeetingIntel.Silo.Observability;

/// <summary>
/// Begins no trace with a call to somebody else. The journal's transactions, a grain's reads and a provider's connection are part of an utterance or a request, or
/// they are routine; as traces of their own, of one span each, they would outnumber all others.
/// </summary>
/// <param name="inner">Decides about the rest.</param>
internal sealed class MeaningfulRoots(Sampler inner) : Sampler
{
    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters is { Kind: ActivityKind.Client or ActivityKind.Producer } && samplingParameters.ParentContext.TraceId == default
            ? new SamplingResult(SamplingDecision.Drop)
            : inner.ShouldSample(samplingParameters);
}
