using MeetingIntel.Grains.Placement;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Grains.Transcription;
using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Transcripts;

/// <summary>
/// Hears kept audio again, by the same way as live audio is heard. How far it is stands on the timeline; a reminder that is set before a version begins goes on with it,
/// whichever process has died meanwhile.
/// </summary>
[GrainType("retranscription")]
internal sealed partial class RetranscriptionGrain(
    SttProviders providers, ChannelSlots slots, IFileStore files, IMediaDecoder decoder, IRecordingReads recordings, ITranscriptVersionReads versions, TimeProvider clock,
    ILogger<RetranscriptionGrain> logger) : Grain, IRetranscriptionGrain, IRemindable
{
    private const string Reminder = "hear-again";
    private const int ReadBytes = 32 * 1024;

    private static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    private readonly ChannelSlot _slot = new(slots);
    private ISessionGrain _session = null!;
    private LongWork _work = null!;
    private WorkReminder _reminder = null!;
    private bool _beginning;

    private string Id => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _session = GrainFactory.GetGrain<ISessionGrain>(Id);
        _work = new LongWork(HearRunningAsync, DelayDeactivation, Longest, NoteFailureAsync);
        _reminder = new WorkReminder(this, Reminder, LookAfter);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _work.DisposeAsync();

    public Task<IReadOnlyList<string>> ProvidersAsync() => Task.FromResult(providers.Names);

    public async Task<GrainResult<TranscriptVersion>> BeginAsync(string? provider)
    {
        if (providers.Find(provider) is not { } chosen)
        {
            return TranscriptVersionErrors.UnknownProvider(providers.Names);
        }

        _beginning = true;
        GrainResult<TranscriptVersion> begun;
        try
        {
            if (await ExpectAsync() is { } away)
            {
                return away;
            }

            begun = await _session.BeginTranscriptVersionAsync(new BeginTranscriptVersion(chosen.Name, chosen.Capabilities.Model));
        }
        finally
        {
            _beginning = false;
        }

        _work.Begin();
        return begun;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _work.Begin();
        return Task.CompletedTask;
    }

    private async Task HearRunningAsync(CancellationToken cancellationToken)
    {
        try
        {
            await HearAsync(cancellationToken);
        }
        finally
        {
            _slot.Release();
        }
    }

    private async Task HearAsync(CancellationToken cancellationToken)
    {
        var asked = _reminder.Asked;
        var read = await _session.GetAsync();
        if (!read.Succeeded)
        {
            if (read.Error.Kind == GrainErrorKind.NotFound)
            {
                await ForgetAsync(asked);
            }

            return;
        }

        if ((await versions.ListAsync(read.Value.OrgId, Id, cancellationToken)).FirstOrDefault(version => version.Status == TranscriptVersionStatus.Running) is not { } running)
        {
            await ForgetAsync(asked);
            return;
        }

        // Live audio comes first: where it takes all there is, this waits for the next reminder.
        if (!_slot.TryHold())
        {
            LogFull(Id, LookAfter);
            return;
        }

        var failed = await HearAsync(read.Value, running, cancellationToken);
        // Another version may have begun by then.
        if ((await _session.SettleTranscriptVersionAsync(running.Number, failed)).Succeeded)
        {
            _work.Begin();
        }
    }

    /// <returns>Why the version has failed for good; <see langword="null"/> when all was heard.</returns>
    private async Task<string?> HearAsync(SessionSnapshot session, TranscriptVersion version, CancellationToken cancellationToken)
    {
        if (providers.Find(version.Provider) is not { } provider)
        {
            return "transcript.unknown-provider";
        }

        var progress = await versions.ProgressAsync(session.OrgId, Id, version.Number, cancellationToken);
        foreach (var row in (await recordings.ListAsync(session.OrgId, Id, cancellationToken)).Where(row => row.Here))
        {
            try
            {
                if (await HearAsync(session, version, provider, row.Recording, progress.GetValueOrDefault(row.Recording.Id), cancellationToken) is { } failed)
                {
                    await NoteAsync(() => LogGivenUp(Id, version.Number, row.Recording.Id, failed));
                    return failed;
                }
            }
            catch (MediaException failure) when (failure.Code != MediaErrors.Busy)
            {
                await NoteAsync(() => LogBroken(Id, row.Recording.Id, failure));
                return failure.Code;
            }
        }

        return null;
    }

    /// <returns>Why the version has failed for good; <see langword="null"/> when the recording was heard. A store that is away comes back, and then this goes on.</returns>
    private async Task<string?> HearAsync(
        SessionSnapshot session, TranscriptVersion version, ISttProvider provider, Recording recording, VersionProgress progress, CancellationToken cancellationToken)
    {
        await using var file = await files.OpenAsync(RecordingKeys.OfRecording(session.OrgId, Id, recording), 0, cancellationToken);
        if (file is null)
        {
            return RecordingErrors.Gone.Code;
        }

        await using var audio = await decoder.OpenAsync(file, cancellationToken);
        var channel = new AudioChannel(
            recording.Channel,
            SessionRules.Channel(session, recording.Channel)?.Speaker,
            audio.SampleRate,
            progress.ToOffset,
            progress.ToOffset == 0 ? recording.Start : progress.ToTime,
            Open: true,
            Delayed: false);
        var run = new TranscriptionRun(
            new TranscriptionKey(Id, recording.Channel), channel, new VersionTarget(_session, version.Number, recording.Id, channel), provider, clock, logger,
            static (_, _) => Task.CompletedTask, keeper: null);
        await using (run)
        {
            var buffer = new byte[ReadBytes];
            long at = 0;
            for (int count; run.DeafBecause is null && (count = await audio.ReadAsync(buffer, cancellationToken)) > 0; at += count)
            {
                var known = (int)Math.Clamp(progress.ToOffset - at, 0, count);
                // A run that can't go on takes nothing any more, and nobody may wait for room in it.
                var added = run.AddAsync(buffer.AsMemory(known, count - known), AudioMark.None).AsTask();
                await await Task.WhenAny(added, run.Completion).WaitAsync(cancellationToken);
            }

            if (run.DeafBecause is null)
            {
                run.Stop();
                await run.Completion.WaitAsync(cancellationToken);
            }

            return run.DeafBecause;
        }
    }

    private Task NoteFailureAsync(Exception failure) => NoteAsync(() => LogFailed(Id, LookAfter, failure));

    /// <summary>The files of a session that is erased go before whoever hears them; that is nothing to mend.</summary>
    private async Task NoteAsync(Action log)
    {
        if (await _session.IsErasedAsync())
        {
            LogErased(Id);
            return;
        }

        log();
    }

    private async Task<GrainError?> ExpectAsync()
    {
        try
        {
            await _reminder.ExpectAsync();
            return null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogNotExpected(Id, failure.Message, failure is JournalUnavailableException ? null : failure);
            return SessionErrors.StorageAway;
        }
    }

    /// <summary>Of a version that is about to begin, or has begun meanwhile, what was read says nothing yet.</summary>
    private Task ForgetAsync(int asked) => _beginning || _work.IsWantedAgain ? Task.CompletedTask : _reminder.ForgetAsync(asked);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} was erased while its audio was heard again.")]
    private partial void LogErased(string sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId}: hearing its audio again broke off; it goes on from where it is within {Pause}. Check the file store, ffmpeg, speech-to-text and PostgreSQL.")]
    private partial void LogFailed(string sessionId, TimeSpan pause, Exception failure);

    [LoggerMessage(LogLevel.Error, "Session {SessionId}: recording {Recording} can't be decoded, so that version of the transcript has failed.")]
    private partial void LogBroken(string sessionId, string recording, Exception failure);

    [LoggerMessage(LogLevel.Error, "Session {SessionId}: version {Version} of the transcript has failed at recording {Recording}: {Code}. Mend that, then have the audio heard again.")]
    private partial void LogGivenUp(string sessionId, int version, string recording, string code);

    [LoggerMessage(LogLevel.Information, "Session {SessionId}: all of this silo's slots are taken by live audio; hearing kept audio again waits for {Pause}.")]
    private partial void LogFull(string sessionId, TimeSpan pause);

    [LoggerMessage(LogLevel.Error, "Session {SessionId}: its audio can't be heard again: that could not be scheduled: {Reason} Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogNotExpected(string sessionId, string reason, Exception? failure);
}
