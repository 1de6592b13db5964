using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Transcription;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Transcription;

/// <summary>Transcripts over REST.</summary>
internal static class TranscriptEndpoints
{
    private const int PageOfAll = 1000;
    private const string IdempotencyKey = "A name of this line, at most 100 characters: whoever repeats the request with it adds the line once.";

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapTranscripts(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("sessions");
        sessions.MapPost("/{sid}/transcript", AddAsync).Requires(Permissions.WriteNotes).WithSummary("Adds a line that was transcribed elsewhere").Produces<LineAddedResponse>();
        sessions.MapGet("/{sid}/transcript", ReadAsync).Requires(Permissions.ReadSessions).WithSummary("Reads the transcript; 'next' is what to pass as 'after' for more").Produces<TranscriptPageResponse>();
        sessions.MapGet("/{sid}/transcripts", ReadAllAsync).Requires(Permissions.ReadSessions).WithSummary("Reads the whole transcript").Produces<TranscriptsResponse>();
        sessions.MapGet("/transcripts/{sid}", ReadAllAsync).Requires(Permissions.ReadSessions).WithSummary("Reads the whole transcript").Produces<TranscriptsResponse>();
    }

    private static async Task<IResult> AddAsync(string sid, AddLineRequest? request, [FromHeader(Name = "Idempotency-Key"), Description(IdempotencyKey)] string? idempotencyKey, IGrainFactory grains)
    {
        request ??= new AddLineRequest();
        if (request.Confidence is { } confidence && confidence is not (>= 0 and <= 1))
        {
            return ApiProblem.Invalid("confidence", "'confidence' must be a number from 0 to 1.");
        }

        var grain = grains.GetGrain<ISessionGrain>(sid);
        if (!string.IsNullOrWhiteSpace(request.Text))
        {
            var added = await grain.AddLineAsync(request.ToCommand(OperationIdOf(idempotencyKey)));
            if (!added.Succeeded)
            {
                return ApiProblem.From(added.Error);
            }
        }

        var session = await grain.GetAsync();
        return session.Succeeded ? TypedResults.Ok(new LineAddedResponse(session.Value.WordCount)) : ApiProblem.From(session.Error);
    }

    private static async Task<IResult> ReadAsync(string sid, [AsParameters] PageQuery query, Caller caller, ITranscriptReads transcripts, CancellationToken cancellationToken)
    {
        if (query.Read(out var after, out var limit) is { } problem)
        {
            return problem;
        }

        var rows = await transcripts.ListAsync(caller.OrgId, sid, after, limit + 1, cancellationToken);
        var page = rows.Take(limit).Select(row => SegmentResponse.From(sid, row.Seq, row.At, row.Segment, row.Version)).ToArray();
        return TypedResults.Ok(new TranscriptPageResponse(page, rows.Count > limit ? page[^1].Seq : null));
    }

    private static async Task<IResult> ReadAllAsync(string sid, Caller caller, IGrainFactory grains, ITranscriptReads transcripts, CancellationToken cancellationToken)
    {
        var session = await grains.GetGrain<ISessionGrain>(sid).GetAsync();
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var rows = new List<TranscriptRow>();
        IReadOnlyList<TranscriptRow> page;
        do
        {
            page = await transcripts.ListAsync(caller.OrgId, sid, rows.Count == 0 ? 0 : rows[^1].Seq, PageOfAll, cancellationToken);
            rows.AddRange(page);
        }
        while (page.Count == PageOfAll);

        return TypedResults.Ok(new TranscriptsResponse(sid, TranscriptEntry.From(rows), session.Value.WordCount));
    }

    /// <summary>A client that repeats a request after a time-out names it, so that the line stands once.</summary>
    private static string OperationIdOf(string? key) =>
        key is { Length: > 0 and <= 100 } && !key.Any(char.IsControl) ? key : Guid.CreateVersion7().ToString("N");
}

/// <summary>Astro's way to add a line.</summary>
internal sealed record AddLineRequest : IClientInput
{
    /// <summary>What was said; nothing is added when it is empty.</summary>
    public string? Text { get; init; }

    /// <summary>Who said it.</summary>
    public string? Speaker { get; init; }

    /// <summary>0…1.</summary>
    public double? Confidence { get; init; }

    /// <summary>The command.</summary>
    /// <param name="operationId">What makes a repetition harmless.</param>
    public AddTranscriptLine ToCommand(string operationId) =>
        new(operationId, Text!, string.IsNullOrWhiteSpace(Speaker) ? TranscriptEntry.UnknownSpeaker : Speaker, Confidence ?? 0);
}

/// <summary>Astro's answer to a new line.</summary>
/// <param name="WordCount">Words of the session so far.</param>
internal sealed record LineAddedResponse(int WordCount)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>A stretch of the transcript.</summary>
/// <param name="Segments">In order.</param>
/// <param name="Next">What to pass as <c>after</c> for more; <see langword="null"/> when there is no more.</param>
internal sealed record TranscriptPageResponse(IReadOnlyList<SegmentResponse> Segments, long? Next);

/// <summary>Astro's whole transcript.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Transcripts">The lines.</param>
/// <param name="Counts">How many.</param>
internal sealed record TranscriptsResponse(string SessionId, TranscriptsResponse.Lists Transcripts, TranscriptsResponse.Totals Counts)
{
    /// <summary>From the lines; all of them are final, as nothing else is stored.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="entries">The lines.</param>
    /// <param name="words">Words in them.</param>
    public TranscriptsResponse(string sessionId, IReadOnlyList<TranscriptEntry> entries, int words)
        : this(sessionId, new Lists(entries, entries, []), new Totals(entries.Count, entries.Count, 0, words))
    {
    }

    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>The lines by kind.</summary>
    /// <param name="All">All of them.</param>
    /// <param name="Final">Those that stand.</param>
    /// <param name="Interim">Those that may change.</param>
    internal sealed record Lists(IReadOnlyList<TranscriptEntry> All, IReadOnlyList<TranscriptEntry> Final, IReadOnlyList<TranscriptEntry> Interim);

    /// <summary>How many.</summary>
    /// <param name="Total">All.</param>
    /// <param name="Final">Those that stand.</param>
    /// <param name="Interim">Those that may change.</param>
    /// <param name="Words">Words in those that stand.</param>
    internal sealed record Totals(int Total, int Final, int Interim, int Words);
}
