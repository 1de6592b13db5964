using MeetingIntel.Api.Corrections;
using MeetingIntel.Api.Dashboard;
using MeetingIntel.Api.Erasure;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Exports.Imports;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Insights;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Notes;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Api.Replay;
using MeetingIntel.Api.Sample;
using MeetingIntel.Api.Search;
using MeetingIntel.Api.Service;
using MeetingIntel.Api.Service.ApiDocs;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Api.SttTasks;
using MeetingIntel.Api.Telemetry;
using MeetingIntel.Api.Telemetry.UnixTime;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Api.Transcripts;
using MeetingIntel.Api.Transcription.Uploads;

namespace MeetingIntel.Api;

/// <summary>What the front-end answers to.</summary>
public static class ApiEndpoints
{
    /// <summary>Maps only what monitoring asks: for a process that serves no clients.</summary>
    /// <param name="app">The application.</param>
    public static void MapHealth(this WebApplication app)
    {
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseMiddleware<AccessLog>();
        app.UseExceptionHandler(_ => { });
        app.UseProblemPages();
        app.MapService();
    }

    /// <summary>Maps everything: REST, sockets, hub, pages.</summary>
    /// <param name="app">The application.</param>
    public static void MapApi(this WebApplication app)
    {
        app.UseTrustedProxies();
        app.UseAbortedBodies();
        app.UseRequestIds();
        app.UseSecurityHeaders();
        app.UseMiddleware<AccessLog>();
        app.UseExceptionHandler(_ => { });
        app.UseProblemPages();
        app.UseNotFoundPage();
        app.UseKnownCharsets();
        app.UseDashboardFiles();
        app.UseRouting();
        RequestScope.TellSessions(app);
        app.UseCors();
        app.UseWebSockets();
        app.UseMiddleware<AccessGate>();

        var api = app.MapGroup("/api");
        api.MapSessions();
        api.MapTimeline();
        api.MapTranscripts();
        api.MapCorrections();
        api.MapInsights();
        api.MapExports();
        api.MapImports();
        api.MapNotes();
        api.MapSearch();
        api.MapSttTasks();
        api.MapTelemetry();
        api.MapTelemetryByUnixTime();
        api.MapErasure();
        api.MapAudio();
        api.MapUploads();
        api.MapRecordings();
        api.MapTranscriptVersions();
        api.MapSample();
        app.MapIdentity();
        app.MapRetention();

        app.MapLive();
        app.MapReplay();
        app.MapAudioSocket();
        app.MapService();
        app.MapApiDocs();
        app.MapDashboard();
    }
}
