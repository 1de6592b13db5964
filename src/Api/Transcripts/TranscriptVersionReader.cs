using MeetingIntel.Recordings;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcripts;

/// <summary>
/// Reads versions of a transcript, by the page and side by side. To read and compare ten hours takes more than half a second of a processor, so that is not done again for each
/// page of a comparison: it is as good as new until something happens in its session.
/// </summary>
internal sealed class TranscriptVersionReader(ITranscriptVersionReads versions, ITranscriptReads transcripts, TimeProvider clock) : IDisposable
{
    private const int ReadAtOnce = 1000;

    private readonly RecentComparisons _recent = new(clock);

    /// <inheritdoc/>
    public void Dispose() => _recent.Dispose();

    /// <summary>Two versions side by side.</summary>
    /// <param name="which">The session as it stood, and the versions.</param>
    /// <param name="kept">The audio that was kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<TranscriptComparison> CompareAsync(ComparedVersions which, IReadOnlyList<Recording> kept, CancellationToken cancellationToken)
    {
        if (_recent.TryFind(which, out var known))
        {
            return known;
        }

        var comparison = TranscriptComparison.Of(
            (which.Left, await AllAsync(which, which.Left, cancellationToken)), (which.Right, await AllAsync(which, which.Right, cancellationToken)), kept);
        _recent.Keep(which, comparison);
        return comparison;
    }

    /// <summary>Segments of a version, in the order in which they were heard.</summary>
    /// <param name="orgId">The organisation for which they are read.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="version">1 is the transcript itself.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<VersionSegment>> SegmentsAsync(string orgId, string sessionId, int version, VersionPlace after, int limit, CancellationToken cancellationToken) => version == 1
        ? [.. (await transcripts.ListAsync(orgId, sessionId, after.Seq, limit, cancellationToken)).Select(row => new VersionSegment(new(row.Seq, 0), row.Segment))]
        : await versions.SegmentsAsync(orgId, sessionId, version, after, limit, cancellationToken);

    private async Task<IReadOnlyList<TranscriptSegment>> AllAsync(ComparedVersions which, int version, CancellationToken cancellationToken)
    {
        var all = new List<TranscriptSegment>();
        IReadOnlyList<VersionSegment> page;
        var after = default(VersionPlace);
        do
        {
            page = await SegmentsAsync(which.OrgId, which.SessionId, version, after, ReadAtOnce, cancellationToken);
            all.AddRange(page.Select(row => row.Segment));
            after = page.Count > 0 ? page[^1].At : after;
        }
        while (page.Count == ReadAtOnce);
        return all;
    }
}

/// <summary>What is compared.</summary>
/// <param name="OrgId">The organisation for which it is read.</param>
/// <param name="SessionId">The session.</param>
/// <param name="LastSeq">The session's last event.</param>
/// <param name="Left">A version.</param>
/// <param name="Right">Another one.</param>
internal readonly record struct ComparedVersions(string OrgId, string SessionId, long LastSeq, int Left, int Right);
