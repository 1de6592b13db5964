using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Sessions;

/// <summary>Sessions over REST: ASTRA's and Astro's paths over one set of handlers.</summary>
internal static class SessionEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("sessions");

        sessions.MapPost("", SessionChanges.CreateActiveAsync).Requires(Permissions.WriteSessions).WithSummary("Creates a session that is live at once").Produces<SessionResponse>();
        sessions.MapPost("/create", SessionChanges.CreateWaitingAsync).Requires(Permissions.WriteSessions).WithSummary("Creates a session that waits for its start").Produces<SessionCreatedResponse>();
        sessions.MapPost("/{sid}/start", SessionChanges.StartAsync).Requires(Permissions.WriteSessions, SessionUse.Manage).WithSummary("Makes a session live").Produces<SessionChangedResponse>();
        sessions.MapPost("/{sid}/end", SessionChanges.EndAsync).Requires(Permissions.WriteSessions, SessionUse.Manage).WithSummary("Ends a session; what was received is still transcribed").Produces<SessionChangedResponse>();
        sessions.MapPatch("/{sid}", SessionChanges.UpdateAsync).Requires(Permissions.WriteSessions, SessionUse.Manage).WithSummary("Changes name, description or status").Produces<SessionResponse>();

        sessions.MapGet("", SessionQueries.ListAsync).Requires(Permissions.ListSessions).WithSummary("Lists sessions, newest first: all, or a page with 'limit', whose header X-Next-Cursor leads to the next one").Produces<SessionResponse[]>();
        sessions.MapGet("/active", SessionQueries.ActiveAsync).Requires(Permissions.ListSessions).WithSummary("Lists the sessions that are live").Produces<SessionListResponse>();
        sessions.MapGet("/all", SessionQueries.AllAsync).Requires(Permissions.ListSessions).WithSummary("Lists all sessions, the oldest first").Produces<SessionListResponse>();
        sessions.MapGet("/{sid}", SessionQueries.GetAsync).Requires(Permissions.ReadSessions).WithSummary("Reads one session").Produces<SessionAnswer>();
    }
}
