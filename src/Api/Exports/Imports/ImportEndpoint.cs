using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Imports;
using MeetingIntel.Telemetry;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary><c>POST /api/sessions/import</c>: a session as an export as json has it becomes a new session of the caller's.</summary>
internal static partial class ImportEndpoint
{
    private const int BatchEvents = 500;
    private const long BatchCharacters = 1 << 20;

    /// <summary>Maps the path.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapImports(this IEndpointRouteBuilder api) =>
        api.MapPost("/sessions/import", ImportAsync)
            .WithTags("sessions")
            .WithSummary("Makes a session of a file that an export as json gave; all of it or nothing")
            .WithMetadata(new RequestSizeLimitAttribute(RequestLimits.Recording))
            .Accepts<JsonElement>("application/json")
            .Produces<SessionResponse>()
            .Requires(Permissions.WriteSessions);

    private static async Task<IResult> ImportAsync(HttpContext context, Caller caller, IGrainFactory grains, ImportedTelemetry telemetry, TimeProvider time, ILogger<RecordReader> logger, CancellationToken stop)
    {
        if (!context.Request.HasJsonContentType())
        {
            return ExceptionProblems.ForMediaType;
        }

        var import = grains.GetGrain<IImportGrain>(Ids.NewSession());
        var reader = new RecordReader(context.Request.BodyReader, time.GetUtcNow());
        var whole = false;
        try
        {
            var limits = new Dictionary<string, TelemetryLimits>(StringComparer.Ordinal);
            if (await SendAsync(reader, import, caller, telemetry, limits, stop) is { } wrong)
            {
                return Problem(wrong);
            }

            // Behind the points: those were held against them where they come from.
            await telemetry.LimitAsync(caller.OrgId, import.GetPrimaryKeyString(), limits, stop);
            var session = await import.CompleteAsync(new CompleteImport(reader.ChannelStates));
            whole = session.Succeeded;
            return session.Succeeded ? TypedResults.Ok(SessionResponse.From(session.Value)) : Problem(session.Error);
        }
        finally
        {
            if (!whole)
            {
                await AbandonAsync(import, logger);
            }
        }
    }

    private static async Task<GrainError?> SendAsync(
        RecordReader reader, IImportGrain import, Caller caller, ImportedTelemetry telemetry, Dictionary<string, TelemetryLimits> limits, CancellationToken stop)
    {
        var (batch, size) = (new List<ImportedEvent>(BatchEvents), 0L);
        while (await reader.NextAsync(stop) is { } item)
        {
            if (item.Event is { } entry)
            {
                batch.Add(entry);
                size += item.Length;
            }

            if (batch.Count > 0 && (item.Telemetry is not null || batch.Count == BatchEvents || size >= BatchCharacters))
            {
                if (await import.AppendAsync(new ImportBatch(caller.OrgId, caller.Id, batch)) is { } wrong)
                {
                    return wrong;
                }

                (batch, size) = (new List<ImportedEvent>(BatchEvents), 0);
            }

            if (item.Telemetry is { } stretch && await telemetry.AddAsync(caller.OrgId, import.GetPrimaryKeyString(), stretch, limits, stop) is { } refused)
            {
                return refused;
            }
        }

        return batch.Count == 0 ? null : await import.AppendAsync(new ImportBatch(caller.OrgId, caller.Id, batch));
    }

    /// <summary>What the grain finds wrong with the file looks like what the reader does.</summary>
    private static ApiProblem Problem(GrainError error)
    {
        var colon = error.Message.IndexOf(':', StringComparison.Ordinal);
        return error.Kind == GrainErrorKind.Validation ? ApiProblem.Invalid(colon > 0 ? error.Message[..colon] : "body", error.Message, error.Code) : ApiProblem.From(error);
    }

    /// <summary>Never throws: why the import failed matters more, and what this leaves behind nobody sees, and is erased later.</summary>
    private static async Task AbandonAsync(IImportGrain import, ILogger logger)
    {
        try
        {
            await import.AbandonAsync();
        }
        catch (Exception exception)
        {
            LogNotErased(logger, import.GetPrimaryKeyString(), exception.GetType().Name);
        }
    }

    [LoggerMessage(EventId = 90, Level = LogLevel.Warning, Message = "What a failed import left of session {SessionId} could not be erased now ({Reason}); nobody sees it, and it is erased within twenty minutes.")]
    private static partial void LogNotErased(ILogger logger, string sessionId, string reason);
}
