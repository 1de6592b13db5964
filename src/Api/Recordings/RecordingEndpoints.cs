using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Timeline;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Recordings;

/// <summary>Audio that was kept, to be listened to in step with the transcript. For members: whoever was given a link was given the words, and not the voices.</summary>
internal static partial class RecordingEndpoints
{
    /// <summary>What the files are.</summary>
    public const string ContentType = "audio/ogg; codecs=opus";

    private const int Page = 1000;

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapRecordings(this IEndpointRouteBuilder api)
    {
        var recordings = api.MapGroup("/sessions/{sid}/recordings").WithTags("recordings");
        recordings.MapGet("", ListAsync).Requires(Permissions.ListSessions).WithSummary("Lists the audio that was kept, by channel and time").Produces<RecordingsResponse>();
        recordings.MapMethods("/{recordingId}", [HttpMethods.Get, HttpMethods.Head], GetAsync)
            .Requires(Permissions.ListSessions)
            .WithMetadata(new TakesListeningTickets())
            .WithSummary("Reads kept audio, or a range of it")
            .Produces<Stream>(contentType: ContentType)
            .Produces<Stream>(StatusCodes.Status206PartialContent, ContentType)
            .Produces(StatusCodes.Status416RangeNotSatisfiable);
        recordings.MapPost("/{recordingId}/tickets", TicketAsync)
            .Requires(Permissions.ListSessions)
            .WithSummary("Makes a ticket that opens this recording as often as a player asks, ?ticket=…, for up to ten minutes (expires_in), never longer than what it was asked for with")
            .Produces<TicketResponse>();
    }

    /// <summary>Adds what the paths need.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddRecordings(this IServiceCollection services) => services.AddOptions<KeptAudioOptions>().BindConfiguration(KeptAudioOptions.Section);

    private static async Task<IResult> ListAsync(
        string sid, Caller caller, IGrainFactory grains, IRecordingReads recordings, IJournalReads journal, CancellationToken cancellationToken)
    {
        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var rows = await recordings.ListAsync(caller.OrgId, sid, cancellationToken);
        var clock = new SessionClock(session.Value.CreatedAt);
        for (long after = 0, count = Page; rows.Count > 0 && count == Page;)
        {
            var opened = await journal.ReadAsync(caller.OrgId, sid, [.. SessionClock.Types], after, Page, cancellationToken);
            foreach (var entry in opened)
            {
                clock.Add(entry);
                after = entry.Seq;
            }

            count = opened.Count;
        }

        return TypedResults.Ok(new RecordingsResponse(
            session.Value.Details.Record,
            [.. rows.Select(row => RecordingResponse.From(sid, row, clock.SecondsOf(row.Recording.Channel, row.Seq, row.Recording.Start)))]));
    }

    private static async Task<IResult> GetAsync(
        string sid, string recordingId, Caller caller, IRecordingReads recordings, IFileStore files, ILoggerFactory loggers, HttpContext context, CancellationToken cancellationToken)
    {
        var found = await FindAsync(sid, recordingId, caller, recordings, files, loggers, cancellationToken);
        if (!found.Succeeded)
        {
            return ApiProblem.From(found.Error);
        }

        // Whoever may not hear it any more is not to find it in a cache that others use.
        var recording = found.Value;
        context.Response.Headers.CacheControl = "private, no-cache";
        context.Response.Headers.ContentDisposition = $"inline; filename=\"{recording.Id}.ogg\"";
        IgnoreOtherRanges(context.Request);
        return TypedResults.Stream(
            new StoredFileStream(files, RecordingKeys.OfRecording(caller.OrgId, sid, recording), recording.Bytes),
            ContentType,
            fileDownloadName: null,
            lastModified: null,
            new EntityTagHeaderValue($"\"{recording.Sha256}\""),
            enableRangeProcessing: true);
    }

    private static async Task<IResult> TicketAsync(
        string sid, string recordingId, Caller caller, ListeningTickets tickets, IRecordingReads recordings, IFileStore files, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        // A player can't show what is wrong with its address: who asks for one hears it.
        var found = await FindAsync(sid, recordingId, caller, recordings, files, loggers, cancellationToken);
        if (!found.Succeeded)
        {
            return ApiProblem.From(found.Error);
        }

        var (ticket, lifetime) = await tickets.CreateAsync(caller, sid, recordingId, cancellationToken);
        return TypedResults.Ok(new TicketResponse(ticket, (int)lifetime.TotalSeconds));
    }

    private static async Task<GrainResult<Recording>> FindAsync(
        string sid, string recordingId, Caller caller, IRecordingReads recordings, IFileStore files, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var row = ItemIds.IsPlausible(recordingId) ? (await recordings.ListAsync(caller.OrgId, sid, cancellationToken)).SingleOrDefault(row => row.Recording.Id == recordingId) : null;
        if (row is not { Here: true, Recording: var recording })
        {
            return row is null ? RecordingErrors.NotFound : RecordingErrors.NotHere;
        }

        try
        {
            await using var there = await files.OpenAsync(RecordingKeys.OfRecording(caller.OrgId, sid, recording), 0, cancellationToken);
            if (there is not null)
            {
                return recording;
            }
        }
        catch (FileStoreException failure)
        {
            Away(loggers.CreateLogger(nameof(RecordingEndpoints)), recordingId, sid, failure.Message);
            return RecordingErrors.StoreAway;
        }

        Gone(loggers.CreateLogger(nameof(RecordingEndpoints)), recordingId, sid);
        return RecordingErrors.Gone;
    }

    /// <summary>
    /// A range of what is no byte, one that makes no sense, and one with another method than GET are as good as none (RFC 9110, 14.2). The framework takes any unit for bytes.
    /// </summary>
    private static void IgnoreOtherRanges(HttpRequest request)
    {
        if (!HttpMethods.IsGet(request.Method)
            || !RangeHeaderValue.TryParse(request.Headers.Range.ToString(), out var range)
            || !range.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
        {
            request.Headers.Remove(HeaderNames.Range);
        }
    }

    [LoggerMessage(LogLevel.Error, "Recording {Recording} of session {SessionId} is on record, but its file is gone from the file store. Was it restored without its files, or is Files:Path another folder than before?")]
    private static partial void Gone(ILogger logger, string recording, string sessionId);

    [LoggerMessage(LogLevel.Error, "Recording {Recording} of session {SessionId} can't be read: {Reason}")]
    private static partial void Away(ILogger logger, string recording, string sessionId, string reason);
}
