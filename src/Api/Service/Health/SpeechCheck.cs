using MeetingIntel.Providers.Stt;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>Speech-to-text on this machine.</summary>
internal sealed class SpeechCheck(SttStatus stt)
    : DependencyCheck("No speech-to-text is available: install libpocketsphinx3 and pocketsphinx-en-us and start again; until then audio is put on record as gaps.")
{
    /// <inheritdoc/>
    protected override Task<HealthCheckResult> LookAsync(CancellationToken cancellationToken) => Task.FromResult(stt.Available ? Well : Unwell);
}
