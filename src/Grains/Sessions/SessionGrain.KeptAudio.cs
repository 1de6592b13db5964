using MeetingIntel.Grains.Transcripts;
using MeetingIntel.Observability;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Sessions;

/// <summary>Audio that was kept, and what it came to when it was heard again, are on the timeline as well; what stands is read from the tables, which nobody else writes.</summary>
internal sealed partial class SessionGrain
{
    public async Task<GrainResult<SessionSnapshot>> AddRecordingAsync(Recording recording)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var known = await recordings.ListAsync(session.OrgId, _id, CancellationToken.None);
        return known.Any(row => row.Recording.Id == recording.Id) ? session
            : await AppendAsync(session.OrgId, [new RecordingAvailable(recording)], []) is { } error ? error
            : _session!;
    }

    public Task<GrainResult<SessionSnapshot>> StopKeepingAudioAsync(RecordingFull full) =>
        DecideAsync(session => SessionRules.StopKeepingAudio(session, full));

    public async Task<GrainResult<TranscriptVersion>> BeginTranscriptVersionAsync(BeginTranscriptVersion command)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var kept = await recordings.ListAsync(session.OrgId, _id, CancellationToken.None);
        var known = await versions.ListAsync(session.OrgId, _id, CancellationToken.None);
        var begun = TranscriptVersionRules.Begin(known, kept.Any(row => row.Here), command, CallContext.Actor, Now());
        return !begun.Succeeded ? begun
            : await AppendAsync(session.OrgId, [new TranscriptVersionStarted(begun.Value.Number, begun.Value.Provider, begun.Value.Model, begun.Value.By)], []) is { } error ? error
            : begun;
    }

    public async Task<GrainResult<SessionSnapshot>> AddVersionSegmentsAsync(TranscriptVersionSegments stretch)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var known = await versions.ListAsync(session.OrgId, _id, CancellationToken.None);
        var progress = await versions.ProgressAsync(session.OrgId, _id, stretch.Version, CancellationToken.None);
        return !TranscriptVersionRules.GoesOn(known, progress, stretch) ? TranscriptVersionErrors.Outdated
            : await AppendAsync(session.OrgId, [stretch], []) is { } error ? error
            : _session!;
    }

    public async Task<GrainResult<SessionSnapshot>> SettleTranscriptVersionAsync(int version, string? error)
    {
        if (Visible is not { } session)
        {
            return SessionErrors.NotFound(_id);
        }

        var known = await versions.ListAsync(session.OrgId, _id, CancellationToken.None);
        return !TranscriptVersionRules.IsRunning(known, version) ? session
            : await AppendAsync(session.OrgId, [error is null ? new TranscriptVersionDone(version) : new TranscriptVersionFailed(version, error)], []) is { } failed ? failed
            : _session!;
    }
}
