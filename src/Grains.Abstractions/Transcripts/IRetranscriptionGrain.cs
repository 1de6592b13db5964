using Orleans.Concurrency;

namespace MeetingIntel.Transcripts;

/// <summary>Hears a session's kept audio again, one version at a time. Key: the session id.</summary>
[Alias("mi.IRetranscriptionGrain")]
public interface IRetranscriptionGrain : IGrainWithStringKey
{
    /// <summary>Begins a version; it goes on by itself, also after a crash.</summary>
    /// <param name="provider">The name of whoever is to hear; <see langword="null"/>: whoever hears live.</param>
    /// <returns>The version; or <c>transcript.unknown-provider</c>, <c>transcript.version-running</c>, <c>recording.none</c>, <c>session.not-found</c>.</returns>
    [Alias("BeginAsync")]
    Task<GrainResult<TranscriptVersion>> BeginAsync(string? provider);

    /// <summary>Who can be asked to hear.</summary>
    [ReadOnly, Alias("ProvidersAsync")]
    Task<IReadOnlyList<string>> ProvidersAsync();
}
