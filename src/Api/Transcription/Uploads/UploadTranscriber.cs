using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Providers.Media;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Takes a recording through the same way as live audio, as fast as it is transcribed, and waits until all of it is on record.</summary>
internal sealed partial class UploadTranscriber(
    IGrainFactory grains, SessionFeedHub feeds, AudioIngest ingest, UploadStop stop, IOptions<KeptAudioOptions> kept, TimeProvider time, ILogger<UploadTranscriber> logger)
{
    private const int PieceBytes = 64 * 1024;

    /// <summary>For so long it is tried to end a recording's own session: longer than a fail-over. After that it ends by itself.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan EndPause = TimeSpan.FromSeconds(1);

    /// <summary>Transcribes a recording.</summary>
    /// <param name="caller">Who owns a session of the recording's own.</param>
    /// <param name="upload">The recording.</param>
    /// <param name="progress">Hears how far it is.</param>
    /// <param name="cancellationToken">Gives up; what is on record by then stays.</param>
    /// <returns>What was said; or why it can't be put on record, for example <c>session.ended</c>, <c>server.stopping</c>.</returns>
    /// <exception cref="MediaException">The recording turned out to be no audio.</exception>
    public async Task<GrainResult<UploadResponse>> TranscribeAsync(Caller caller, Upload upload, UploadProgress progress, CancellationToken cancellationToken)
    {
        using var end = stop.Link(cancellationToken);
        try
        {
            return await TranscribeUntilAsync(caller, upload, progress, end.Token);
        }
        catch (Exception) when (stop.HasEnded(cancellationToken))
        {
            return UploadStop.Error;
        }
    }

    private async Task<GrainResult<UploadResponse>> TranscribeUntilAsync(Caller caller, Upload upload, UploadProgress progress, CancellationToken cancellationToken)
    {
        if (upload.SessionId is { } given)
        {
            return await IntoAsync(caller.OrgId, given, upload, progress, cancellationToken);
        }

        var id = Ids.NewSession();
        var session = grains.GetGrain<ISessionGrain>(id);
        // It comes to life, so that its transcription finds a place beside it; and it is created only if there is one: who is refused tries on and on.
        await session.GetAsync();
        if (await ingest.ReserveAsync(id, upload.Format.LaneNames, cancellationToken) is { } full)
        {
            return full;
        }

        var created = await session.CreateAsync(new CreateSession(caller.OrgId, caller.Id, new SessionDetails(upload.SessionName, Type: SessionDetails.Recording, Record: kept.Value.Default), Start: true));
        if (!created.Succeeded)
        {
            return created.Error;
        }

        try
        {
            return await IntoAsync(caller.OrgId, created.Value.Id, upload, progress, cancellationToken);
        }
        finally
        {
            await EndAsync(created.Value.Id);
        }
    }

    /// <summary>
    /// Ends a recording's own session. Never throws: what came of the recording is on record, and whoever sent it would send it again, into a second session.
    /// </summary>
    private async Task EndAsync(string sessionId)
    {
        using var stopping = stop.Link(CancellationToken.None);
        var began = time.GetTimestamp();
        while (await TryEndAsync(sessionId) is ({ } reason, var passes))
        {
            if (!passes || stopping.IsCancellationRequested || time.GetElapsedTime(began) >= EndPatience)
            {
                LogNotEnded(sessionId, reason);
                return;
            }

            await Task.Delay(EndPause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Why the session has not ended, if so, and whether that may pass.</returns>
    private async Task<(string? Reason, bool Passes)> TryEndAsync(string sessionId)
    {
        try
        {
            // One that was erased meanwhile needs no end.
            return await grains.GetGrain<ISessionGrain>(sessionId).EndAsync() is { Succeeded: false, Error: { Kind: not GrainErrorKind.NotFound } refused } ? (refused.Code, refused.Kind == GrainErrorKind.Unavailable) : (null, false);
        }
        catch (Exception exception)
        {
            return ExceptionProblems.Passing(exception) is { } passing ? (passing.Code, true) : (exception.GetType().Name, false);
        }
    }

    private async Task<GrainResult<UploadResponse>> IntoAsync(string orgId, string sessionId, Upload upload, UploadProgress progress, CancellationToken cancellationToken)
    {
        var total = upload.Audio.Duration is { TotalSeconds: > 0 } duration ? duration.TotalSeconds * upload.Format.BytesPerSecond : (double?)null;
        var heard = new Heard(sessionId, upload.Format, progress, total);
        await using var delivery = new AudioDelivery(
            ingest, new AudioSender(), feeds, orgId, sessionId, upload.Format, live: false, heard.NoteAsync, after: Task.CompletedTask, gone: CancellationToken.None);
        if (await delivery.OpenedAsync(Timeout.InfiniteTimeSpan, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        heard.Follow(delivery);
        progress.Session(sessionId);
        var error = await SendAsync(delivery, upload, progress, total, cancellationToken) ?? await delivery.CompleteAsync(cancellationToken, breaksOff: upload.Audio.Defect is not null);
        if (error is not null)
        {
            return error;
        }

        progress.Stage("transcribe", 1);
        var seconds = (double)(delivery.Position - delivery.Start) / upload.Format.BytesPerSecond;
        return new UploadResponse(sessionId, heard.Segments, Math.Round(seconds, 3), upload.Audio.Defect);
    }

    private static async Task<GrainError?> SendAsync(AudioDelivery delivery, Upload upload, UploadProgress progress, double? total, CancellationToken cancellationToken)
    {
        var buffer = new byte[PieceBytes];
        var finished = false;
        try
        {
            for (int read; (read = await upload.Audio.ReadAsync(buffer, cancellationToken)) > 0;)
            {
                if (await delivery.WriteAsync(buffer.AsMemory(0, read), cancellationToken) is { } error)
                {
                    return error;
                }

                if (total is { } bytes)
                {
                    progress.Stage("decode", Math.Min(1, (delivery.Position - delivery.Start) / bytes));
                }
            }

            progress.Stage("decode", 1);
            finished = true;
            return null;
        }
        finally
        {
            if (!finished)
            {
                // The channel is closed in order; what has been sent is still transcribed.
                await delivery.StopAsync(CancellationToken.None, breaksOff: true);
            }
        }
    }

    [LoggerMessage(EventId = 73, Level = LogLevel.Warning, Message =
        "Session {SessionId} of a recording could not be ended ({Reason}). Its sender got an answer all the same, and the session ends by itself within a quarter of an hour. "
        + "If this goes on, see what /health/page of this process says of cluster and database.")]
    private partial void LogNotEnded(string sessionId, string reason);

    /// <summary>What the session's feed says while the recording is transcribed.</summary>
    private sealed class Heard(string sessionId, AudioFormat format, UploadProgress progress, double? total)
    {
        private readonly IReadOnlySet<string> _channels = format.LaneNames;
        private readonly List<SegmentResponse> _segments = [];
        private AudioDelivery? _delivery;

        public IReadOnlyList<SegmentResponse> Segments => [.. _segments.OrderBy(segment => segment.Start)];

        public void Follow(AudioDelivery delivery) => Volatile.Write(ref _delivery, delivery);

        public ValueTask NoteAsync(FeedMessage message)
        {
            if (message is EventMessage { Event: { Data: TranscriptSegmentAdded { Segment: var segment } } item } && _channels.Contains(segment.Channel))
            {
                _segments.Add(SegmentResponse.From(sessionId, item.Seq, item.At, segment, version: 1));
            }

            if (Volatile.Read(ref _delivery) is not { } delivery)
            {
                return ValueTask.CompletedTask;
            }

            if (total is { } bytes && delivery.Acked > delivery.Start)
            {
                progress.Stage("transcribe", Math.Min(1, (delivery.Acked - delivery.Start) / bytes));
            }

            return progress.SeeAsync(message, (double)delivery.Start / format.BytesPerSecond);
        }
    }
}

/// <summary>What a recording holds.</summary>
/// <param name="SessionId">The session that it went into.</param>
/// <param name="Segments">What was said, in order of time.</param>
/// <param name="Duration">Seconds of audio.</param>
/// <param name="Warning">Why only a part of the recording was heard: <c>audio.truncated</c>, <c>audio.damaged</c>; <see langword="null"/> when all of it was.</param>
internal sealed record UploadResponse(string SessionId, IReadOnlyList<SegmentResponse> Segments, double Duration, MediaDefect? Warning)
{
    /// <summary>Whether only a part of the recording was heard.</summary>
    public bool Incomplete => Warning is not null;

    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>All that was said.</summary>
    public string Text => string.Join(' ', Segments.Select(segment => segment.Text));
}
