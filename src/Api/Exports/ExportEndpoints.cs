using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Providers.Files;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Exports;

/// <summary>Sessions as files.</summary>
internal static class ExportEndpoints
{
    private const string Formats = "json (the whole record, which can be imported again; members only), markdown (md), text (txt), vtt, srt, csv (telemetry), or zip for all of them; json unless given.";

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapExports(this IEndpointRouteBuilder api) =>
        api.MapGet("/sessions/{sid}/export", ExportAsync)
            .WithTags("sessions")
            .WithSummary("Exports a session as a file; an answer that breaks off is no whole one")
            .Produces<string>(contentType: "application/json", additionalContentTypes: ["text/markdown", "text/plain", "text/vtt", "application/x-subrip", "text/csv", "application/zip"])
            .Requires(Permissions.ReadSessions);

    /// <summary>Adds what the paths need.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddExports(this IServiceCollection services) => services.AddSingleton(provider => new ExportReads(
        provider.GetRequiredService<ISessionReads>(),
        provider.GetRequiredService<IJournalReads>(),
        provider.GetRequiredService<ITranscriptReads>(),
        provider.GetRequiredService<INoteReads>(),
        provider.GetRequiredService<ICorrectionReads>(),
        provider.GetRequiredService<IInsightReads>(),
        provider.GetRequiredService<ITelemetryReads>(),
        provider.GetRequiredService<IRecordingReads>(),
        provider.GetRequiredService<IFileStore>()));

    private static async Task<IResult> ExportAsync(
        string sid, [FromQuery(Name = "format"), Description(Formats)] string? format, Caller caller, ExportReads reads, TimeProvider time, CancellationToken stop)
    {
        if (ExportFormats.Find(format) is not { } wanted)
        {
            return ApiProblem.Invalid("format", $"'format' must be one of: {ExportFormats.Names}.", "export.unknown-format");
        }

        if (AccessErrors.Missing(caller, wanted.Needs) is { } missing)
        {
            return ApiProblem.From(missing);
        }

        return await SessionExport.OpenAsync(reads, caller, sid, time.GetUtcNow(), stop) is { } export
            ? TypedResults.Stream(stream => wanted.WriteAsync(export, stream, stop), wanted.ContentType, ExportFileName.Of(export.Session.Details.Name, wanted.Extension))
            : ApiProblem.From(SessionAccess.NotFound);
    }
}
