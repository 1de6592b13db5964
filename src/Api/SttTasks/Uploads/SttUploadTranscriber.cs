using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Api.Transcription.Uploads;
using MeetingIntel.Providers.Media;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.SttTasks;
using MeetingIntel.SttTasks;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary>
/// Makes a task of audio and takes the audio the way of recordings: its words stand on the timeline as they are heard, by a channel that is for uploads, and the task
/// says at the end what they were. Where this process dies before, what was heard stays, and the task's reminder fails it.
/// </summary>
internal sealed class SttUploadTranscriber(
    IGrainFactory grains, UploadTranscriber transcriber, AudioIngest ingest, SttUploadChannels channels, ISttTaskReads tasks, UploadStop stop, TimeProvider time)
{
    private const string TooLate = "The audio was not transcribed in time; look at this server's speech-to-text. What is heard later still comes to the transcript.";

    /// <summary>So long a chunk may take beyond twice its own length: a provider that fails for a moment is asked again.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>For so long it is tried to say what came of a task: longer than a fail-over. After that its reminder fails it.</summary>
    private static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan SettlePause = TimeSpan.FromSeconds(1);

    private static readonly GrainError NotStarted = new(GrainErrorKind.Conflict, "session.not-started", "The session has not started; start it to send audio.");

    /// <summary>Whether a session takes audio, before any is read.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <returns><see langword="null"/>; or <c>session.not-found</c>, <c>session.not-started</c>, <c>session.ended</c>.</returns>
    public async Task<GrainError?> CheckAsync(string sessionId)
    {
        var session = await grains.GetGrain<ISessionGrain>(sessionId).GetAsync();
        return !session.Succeeded ? session.Error
            : session.Value.Status == SessionStatus.Active ? null
            : session.Value.Status == SessionStatus.Ended ? AudioErrors.Ended
            : NotStarted;
    }

    /// <summary>Transcribes audio, to its end whoever waits for it.</summary>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="caller">Who sent it.</param>
    /// <param name="upload">The audio.</param>
    /// <returns>The task, done or failed; or why there is none, <c>upload.busy</c> for example.</returns>
    public async Task<(SttTask? Task, ApiProblem? Problem)> TranscribeAsync(string sessionId, Caller caller, SttUpload upload)
    {
        if (upload.Audio is not { } audio)
        {
            return await RunAsync(sessionId, caller, upload, task => Task.FromResult(new SettleSttTask(task.Id, SttTaskStatus.Failed, Transcript: null, upload.Unheard)));
        }

        using var lease = channels.Take(sessionId);
        if (lease is null)
        {
            return (null, UploadIntake.Busy("As many chunks of this session are being transcribed as there is room for; send them one after the other."));
        }

        var format = new AudioFormat(lease.Channel, Speaker: null, audio.SampleRate, audio.Channels);
        // Who finds no place tries on and on, and no task shall tell of each time.
        if (await ingest.ReserveAsync(sessionId, format.LaneNames, CancellationToken.None) is { } full)
        {
            return (null, ApiProblem.From(full));
        }

        return await RunAsync(sessionId, caller, upload, task => HearAsync(sessionId, caller, task, audio, format));
    }

    private async Task<(SttTask? Task, ApiProblem? Problem)> RunAsync(string sessionId, Caller caller, SttUpload upload, Func<SttTask, Task<SettleSttTask>> hearAsync)
    {
        var task = await grains.GetGrain<ISttTaskGrain>(Ids.NewSttTask()).RegisterAsync(new RegisterSttTask(sessionId, upload.AudioChunkId, upload.DurationSeconds, upload.Model));
        if (!task.Succeeded)
        {
            return (null, ApiProblem.From(task.Error));
        }

        var settled = await SettleAsync(sessionId, caller, await hearAsync(task.Value));
        return settled.Succeeded ? (settled.Value, null) : (null, ApiProblem.From(settled.Error));
    }

    private async Task<SettleSttTask> HearAsync(string sessionId, Caller caller, SttTask task, IDecodedAudio audio, AudioFormat format)
    {
        using var late = new CancellationTokenSource(Patience + (2 * (audio.Duration ?? TimeSpan.Zero)), time);
        var progress = new SttUploadProgress(task, format.LaneNames, grains.GetGrain<ISessionGrain>(sessionId), late);
        try
        {
            var heard = await transcriber.TranscribeAsync(caller, new Upload(audio, sessionId, SessionName: "", format), progress, late.Token);
            return !heard.Succeeded ? Failed(heard.Error.Message)
                : progress.Gap is { } gap ? Failed($"The audio, or a part of it, could not be transcribed ({gap}).")
                : new SettleSttTask(task.Id, SttTaskStatus.Done, progress.Text, Error: null);
        }
        catch (MediaException exception)
        {
            return Failed(exception.Message);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return Failed(TooLate);
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is { } passing)
        {
            return Failed(passing.Message);
        }

        // What was heard until then stands in the transcript, and here.
        SettleSttTask Failed(string error) => new(task.Id, SttTaskStatus.Failed, progress.Text, error);
    }

    /// <summary>Says what came of the task; tries on while nobody can be reached.</summary>
    private async Task<GrainResult<SttTask>> SettleAsync(string sessionId, Caller caller, SettleSttTask outcome)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var settled = await TrySettleAsync(sessionId, caller, outcome);
            if (settled is { Succeeded: false, Error.Kind: GrainErrorKind.Unavailable } && !stop.IsNear && time.GetElapsedTime(began) < SettlePatience)
            {
                await Task.Delay(SettlePause, time);
                continue;
            }

            return settled;
        }
    }

    private async Task<GrainResult<SttTask>> TrySettleAsync(string sessionId, Caller caller, SettleSttTask outcome)
    {
        try
        {
            var settled = await grains.GetGrain<ISttTaskGrain>(outcome.TaskId).SettleAsync(sessionId, outcome);
            // Somebody else was first: its reminder, for example.
            return settled is { Succeeded: false, Error.Kind: GrainErrorKind.Conflict } && await tasks.FindAsync(caller.OrgId, sessionId, outcome.TaskId, CancellationToken.None) is { } task
                ? task
                : settled;
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is { } passing)
        {
            return passing;
        }
    }
}
