using MeetingIntel.Api.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;

namespace MeetingIntel.Api.Sessions;

/// <summary>Reads what Astro's clients find in a session besides what its grain says: what was said, and what is understood of it.</summary>
internal sealed class WholeSessions(ITranscriptReads transcripts, AstroSummaries summaries)
{
    /// <summary>Longer transcripts are read in pages elsewhere.</summary>
    private const int MaxTranscripts = 1000;

    /// <summary>Reads it.</summary>
    /// <param name="session">As the grain has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<SessionWithTranscript> ReadAsync(SessionSnapshot session, CancellationToken cancellationToken)
    {
        IReadOnlyList<TranscriptRow> said = session.SegmentCount == 0 ? [] : await transcripts.ListAsync(session.OrgId, session.Id, afterSeq: 0, MaxTranscripts, cancellationToken);
        var summary = session.Insights is null ? null : await summaries.ReadAsync(session.OrgId, session.Id, cancellationToken);
        return new(session, TranscriptEntry.From(said), summary is null ? null : summary with { FinalTranscriptCount = session.SegmentCount });
    }
}
