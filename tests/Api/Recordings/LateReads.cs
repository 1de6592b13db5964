using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Reads, of which the first one that finds all versions settled is late.</summary>
internal sealed class LateReads
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _count;

    public bool IsArmed { get; set; }

    /// <summary>How often segments of a version were read.</summary>
    public int Count => Volatile.Read(ref _count);

    public Task Reached => _reached.Task;

    public ITranscriptVersionReads Of(ITranscriptVersionReads own) => new Reads(this, own);

    public void GoOn() => _goOn.SetResult();

    private sealed class Reads(LateReads late, ITranscriptVersionReads own) : ITranscriptVersionReads
    {
        public async Task<IReadOnlyList<TranscriptVersion>> ListAsync(string orgId, string sessionId, CancellationToken cancellationToken)
        {
            var known = await own.ListAsync(orgId, sessionId, cancellationToken);
            if (late.IsArmed && known.Count > 0 && known.All(version => version.Status != TranscriptVersionStatus.Running) && late._reached.TrySetResult())
            {
                await late._goOn.Task.WaitAsync(cancellationToken);
            }

            return known;
        }

        public Task<IReadOnlyDictionary<string, VersionProgress>> ProgressAsync(string orgId, string sessionId, int version, CancellationToken cancellationToken) =>
            own.ProgressAsync(orgId, sessionId, version, cancellationToken);

        public Task<IReadOnlyList<VersionSegment>> SegmentsAsync(string orgId, string sessionId, int version, VersionPlace? after, int limit, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref late._count);
            return own.SegmentsAsync(orgId, sessionId, version, after, limit, cancellationToken);
        }
    }
}
