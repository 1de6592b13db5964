using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Corrections;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Transcription;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Corrections;

/// <summary>What people correct in a transcript, over REST: one segment, or somebody's name everywhere.</summary>
internal static class CorrectionEndpoints
{
    private const string IfMatch = "The ETag of the segment as it was read: corrects only that version, else answers 412. Without it the last one to write wins.";

    // Lines that came as text are named by their senders.
    private const int MaxIdLength = 200;

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapCorrections(this IEndpointRouteBuilder api)
    {
        var segments = api.MapGroup("/sessions/{sid}/transcript/{segmentId}").WithTags("transcripts");
        segments.MapGet("", GetAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a segment of the transcript").Produces<SegmentResponse>();
        segments.MapPatch("", CorrectAsync).Requires(Permissions.WriteNotes).WithSummary("Corrects what was said, or who said it; insights that rest on it are worked out anew").Produces<SegmentResponse>();
        segments.MapGet("/history", HistoryAsync).Requires(Permissions.ListSessions).WithSummary("Who corrected a segment, and what it said before").Produces<SegmentHistoryResponse>();

        var speakers = api.MapGroup("/sessions/{sid}/speakers").WithTags("transcripts");
        speakers.MapGet("", ListSpeakersAsync).Requires(Permissions.ReadSessions).WithSummary("Lists who speaks, and how much").Produces<SpeakersResponse>();
        speakers.MapPost("/rename", RenameAsync).Requires(Permissions.WriteNotes).WithSummary("Gives somebody who speaks another name, in all of the session").Produces<RenameResponse>();
    }

    private static async Task<IResult> GetAsync(string sid, string segmentId, Caller caller, ITranscriptReads reads, HttpResponse response, CancellationToken cancellationToken) =>
        IsPlausible(segmentId) && await reads.FindSegmentAsync(caller.OrgId, sid, segmentId, cancellationToken) is { } row
            ? Answer(response, SegmentResponse.From(sid, row.Seq, row.At, row.Segment, row.Version))
            : ApiProblem.From(CorrectionErrors.NotFound);

    private static async Task<IResult> CorrectAsync(
        string sid, string segmentId, CorrectionRequest request, [FromHeader(Name = "If-Match"), Description(IfMatch)] string? ifMatch, HttpResponse response, IGrainFactory grains)
    {
        if (!IsPlausible(segmentId))
        {
            return ApiProblem.From(CorrectionErrors.NotFound);
        }

        var badVersion = VersionTag.Read(ifMatch, "segment.bad-version", out var expected);
        if ((request.Check() ?? badVersion) is { } problem)
        {
            return problem;
        }

        var corrected = await grains.GetGrain<ISessionGrain>(sid).CorrectSegmentAsync(new CorrectSegment(segmentId, request.Text, request.Speaker, expected));
        return corrected.Succeeded
            ? Answer(response, SegmentResponse.From(sid, corrected.Value.Seq, corrected.Value.At, corrected.Value.Segment, corrected.Value.Version))
            : ApiProblem.From(corrected.Error);
    }

    private static async Task<IResult> HistoryAsync(string sid, string segmentId, [AsParameters] PageQuery query, Caller caller, ICorrectionReads reads, CancellationToken cancellationToken)
    {
        if (query.Read(out var after, out var limit) is { } problem)
        {
            return problem;
        }

        var versions = IsPlausible(segmentId) ? await reads.HistoryAsync(caller.OrgId, sid, segmentId, after, limit + 1, cancellationToken) : [];
        if (versions.Count == 0 && after == 0)
        {
            return ApiProblem.From(CorrectionErrors.NotFound);
        }

        var page = versions.Take(limit).Select(SegmentVersionResponse.From).ToArray();
        return TypedResults.Ok(new SegmentHistoryResponse(page, versions.Count > limit ? page[^1].Seq : null));
    }

    private static async Task<IResult> ListSpeakersAsync(string sid, Caller caller, ICorrectionReads reads, CancellationToken cancellationToken)
    {
        var speakers = await reads.ListSpeakersAsync(caller.OrgId, sid, cancellationToken);
        return TypedResults.Ok(new SpeakersResponse([.. speakers.Select(speaker => new SpeakerResponse(speaker.Name, speaker.Segments, speaker.Words, speaker.Seconds))]));
    }

    private static async Task<IResult> RenameAsync(string sid, RenameRequest request, IGrainFactory grains)
    {
        if (request.Check() is { } problem)
        {
            return problem;
        }

        var renamed = await grains.GetGrain<ISessionGrain>(sid).RenameSpeakerAsync(new RenameSpeaker(request.From!, request.To!));
        return renamed.Succeeded
            ? TypedResults.Ok(new RenameResponse(renamed.Value.From, renamed.Value.To, renamed.Value.Segments, renamed.Value.Notes, renamed.Value.Merged))
            : ApiProblem.From(renamed.Error);
    }

    private static bool IsPlausible(string segmentId) => segmentId.Length <= MaxIdLength && !segmentId.Any(char.IsControl);

    private static IResult Answer(HttpResponse response, SegmentResponse segment)
    {
        response.Headers.ETag = VersionTag.Of(segment.Version);
        return TypedResults.Ok(segment);
    }
}
