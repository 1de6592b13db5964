using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Storage.Transcripts;
using MeetingIntel.Transcripts;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Transcripts;

/// <summary>Versions of a transcript: kept audio is heard again, by whoever is asked to, and what it came to is put beside what stands.</summary>
internal static class TranscriptVersionEndpoints
{
    private const int Page = 500;
    private const int MaxPage = 1000;

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTranscriptVersions(this IEndpointRouteBuilder api)
    {
        var versions = api.MapGroup("/sessions/{sid}/transcript/versions").WithTags("recordings");
        versions.MapGet("", ListAsync).Requires(Permissions.ReadSessions).WithSummary("Lists the versions of the transcript; 1 is the transcript itself").Produces<TranscriptVersionsResponse>();
        versions.MapPost("", BeginAsync).Requires(Permissions.WriteSessions, SessionUse.Manage).WithSummary("Hears kept audio again; it goes on by itself").Produces<TranscriptVersionResponse>(StatusCodes.Status202Accepted);
        versions.MapGet("/compare", CompareAsync).Requires(Permissions.ReadSessions).WithSummary("Puts two versions side by side; 'next' is what to pass as 'after' for more").Produces<ComparisonResponse>();
        versions.MapGet("/{version}", ReadAsync).Requires(Permissions.ReadSessions).WithSummary("Reads a version; 'next' is what to pass as 'cursor' for more").Produces<VersionPageResponse>();
    }

    /// <summary>Adds what the paths need.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddTranscriptVersions(this IServiceCollection services) => services.AddSingleton<TranscriptVersionReader>();

    private static async Task<IResult> ListAsync(
        string sid, Caller caller, IGrainFactory grains, ITranscriptVersionReads versions, ITranscriptReads transcripts, CancellationToken cancellationToken)
    {
        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var first = (await transcripts.ListAsync(caller.OrgId, sid, 0, 1, cancellationToken)).FirstOrDefault()?.Segment;
        var standing = new TranscriptVersionResponse(
            1, first?.Provider, first?.Model, session.Value.Status == SessionStatus.Ended ? TranscriptVersionStatus.Done : TranscriptVersionStatus.Running, null,
            session.Value.CreatedAt, null, session.Value.SegmentCount, session.Value.WordCount);
        var others = await versions.ListAsync(caller.OrgId, sid, cancellationToken);
        var providers = await grains.GetGrain<IRetranscriptionGrain>(sid).ProvidersAsync();
        return TypedResults.Ok(new TranscriptVersionsResponse([standing, .. others.Select(TranscriptVersionResponse.From)], providers));
    }

    private static async Task<IResult> BeginAsync(string sid, BeginVersionRequest? request, IGrainFactory grains)
    {
        var begun = await grains.GetGrain<IRetranscriptionGrain>(sid).BeginAsync(string.IsNullOrEmpty(request?.Provider) ? null : request.Provider);
        return begun.Succeeded
            ? TypedResults.Accepted(string.Create(CultureInfo.InvariantCulture, $"/api/sessions/{sid}/transcript/versions/{begun.Value.Number}"), TranscriptVersionResponse.From(begun.Value))
            : ApiProblem.From(begun.Error);
    }

    private static async Task<IResult> ReadAsync(
        string sid,
        string version,
        [FromQuery(Name = "cursor"), Description("Where the page before ended.")] string? cursor,
        [FromQuery(Name = "limit"), Description("At most so many; 500 unless given."), Range(1, MaxPage)] string? limit,
        Caller caller,
        ITranscriptVersionReads versions,
        TranscriptVersionReader reader,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(limit, 1, MaxPage, Page) is not { } count)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 1000.");
        }

        if (ReadCursor(cursor) is not { } after)
        {
            return ApiProblem.Invalid("cursor", "'cursor' must be one that a page of this version gave.", "transcript.bad-cursor");
        }

        if (await NumberAsync(version, caller, sid, versions, cancellationToken) is not { } number)
        {
            return ApiProblem.From(TranscriptVersionErrors.NotFound);
        }

        var rows = await reader.SegmentsAsync(caller.OrgId, sid, number, after, (int)count + 1, cancellationToken);
        var page = rows.Take((int)count).ToList();
        return TypedResults.Ok(new VersionPageResponse(
            number, [.. page.Select(row => row.Segment)], rows.Count > count ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].At.Seq}.{page[^1].At.Place}") : null));
    }

    private static async Task<IResult> CompareAsync(
        string sid,
        [FromQuery(Name = "left"), Description("A version; 1 unless given.")] string? left,
        [FromQuery(Name = "right"), Description("Another version.")] string? right,
        [FromQuery(Name = "after"), Description("So many rows come before the page."), Range(0, int.MaxValue)] string? after,
        [FromQuery(Name = "limit"), Description("At most so many rows; 500 unless given."), Range(1, MaxPage)] string? limit,
        Caller caller,
        IGrainFactory grains,
        ITranscriptVersionReads versions,
        IRecordingReads recordings,
        TranscriptVersionReader reader,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(limit, 1, MaxPage, Page) is not { } count || QueryNumber.Read(after, 0, int.MaxValue, 0) is not { } start)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 1000, 'after' one from 0.");
        }

        if (await NumberAsync(left ?? "1", caller, sid, versions, cancellationToken) is not { } one || await NumberAsync(right ?? "", caller, sid, versions, cancellationToken) is not { } other)
        {
            return ApiProblem.From(TranscriptVersionErrors.NotFound);
        }

        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var kept = (await recordings.ListAsync(caller.OrgId, sid, cancellationToken)).Select(row => row.Recording).ToList();
        var comparison = await reader.CompareAsync(new ComparedVersions(caller.OrgId, sid, session.Value.LastSeq, one, other), kept, cancellationToken);
        return TypedResults.Ok(comparison.Page((int)start, (int)count));
    }

    private static async Task<int?> NumberAsync(string version, Caller caller, string sid, ITranscriptVersionReads versions, CancellationToken cancellationToken) =>
        !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? null
        : number == 1 || (await versions.ListAsync(caller.OrgId, sid, cancellationToken)).Any(known => known.Number == number) ? number
        : null;

    private static VersionPlace? ReadCursor(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return default(VersionPlace);
        }

        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        return dot > 0
            && long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            && int.TryParse(cursor.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
            ? new VersionPlace(seq, place)
            : null;
    }
}

/// <summary>Who is to hear kept audio again.</summary>
internal sealed record BeginVersionRequest : IClientInput
{
    /// <summary>One of the providers that the list of versions names; the one that hears live unless given.</summary>
    public string? Provider { get; init; }
}
