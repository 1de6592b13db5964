namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>The table of all routes that ask who is there.</summary>
internal static class Routes
{
    private const string Session = "session.not-found";
    private const string Org = "org.not-found";

    public static readonly IReadOnlyList<RouteLine> All =
    [
        new("GET /api/sessions/", Need.ListSessions),
        new("GET /api/sessions/active", Need.ListSessions),
        new("GET /api/sessions/all", Need.ListSessions),
        new("GET /api/sessions/{sid}", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/events", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/transcript", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/transcripts", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/transcripts/{sid}", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/insights", Need.ReadSession) { NotFound = Session },
        new("POST /api/sessions/", Need.WriteSessions) { Body = _ => new { name = "Another" } },
        new("POST /api/sessions/create", Need.WriteSessions) { Body = _ => new { } },
        new("POST /api/sessions/{sid}/start", Need.WriteSessions) { NotFound = Session, OwnersOnly = true },
        new("POST /api/sessions/{sid}/end", Need.WriteSessions) { NotFound = Session, OwnersOnly = true },
        new("PATCH /api/sessions/{sid}", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Body = _ => new { name = "Taken over" } },
        new("DELETE /api/sessions/{sid}", Need.EraseSessions) { NotFound = Session, OwnersOnly = true, Answers = 202 },
        new("GET /api/erasures/", Need.Admin),
        new("GET /api/erasures/{erasure}", Need.EraseSessions) { NotFound = "erasure.not-found" },
        new("POST /api/sessions/{sid}/transcript", Need.WriteNotes) { NotFound = Session, Body = _ => new { text = "Nobody said this", speaker = "Eve" } },

        new("GET /api/sessions/{sid}/transcript/{segmentId}/", Need.ReadSession) { NotFound = Session, NotFoundInOwn = "segment.not-found" },
        new("GET /api/sessions/{sid}/transcript/{segmentId}/history", Need.ListSessions) { NotFound = Session, NotFoundInOwn = "segment.not-found" },
        new("PATCH /api/sessions/{sid}/transcript/{segmentId}/", Need.WriteNotes) { NotFound = Session, NotFoundInOwn = "segment.not-found", Body = _ => new { text = "Nobody said this" } },
        new("GET /api/sessions/{sid}/speakers/", Need.ReadSession) { NotFound = Session },
        // Nobody is called so: the answer to whoever is let in.
        new("POST /api/sessions/{sid}/speakers/rename", Need.WriteNotes) { NotFound = Session, Answers = 404, Body = _ => new { from = "Nobody", to = "Eve" } },

        // A search asks for something; who may not search is told that first.
        new("GET /api/search", Need.ListSessions) { Answers = 400 },
        new("GET /api/sessions/{sid}/search", Need.ReadSession) { NotFound = Session, Answers = 400 },
        // Unless it says otherwise it is the whole record, with who changed what; the other formats are for whoever reads the session.
        new("GET /api/sessions/{sid}/export", Need.ListSessions) { NotFound = Session },
        // Nobody's session is made by this test: the answer to an empty file shows that the door was open.
        new("POST /api/sessions/import", Need.WriteSessions) { Answers = 422, Body = _ => new { } },

        new("GET /api/sessions/{sid}/notes/", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/notes/export", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/notes/{noteId}", Need.ReadSession) { NotFound = Session, NotFoundInOwn = "note.not-found" },
        new("GET /api/sessions/{sid}/notes/{noteId}/history", Need.ListSessions) { NotFound = Session, NotFoundInOwn = "note.not-found" },
        new("POST /api/sessions/{sid}/notes/", Need.WriteNotes) { NotFound = Session, Body = _ => new { timestamp = "2026-05-04T12:00:00Z", content = "Nobody saw this" } },
        new("PUT /api/sessions/{sid}/notes/{noteId}", Need.WriteNotes) { NotFound = Session, NotFoundInOwn = "note.not-found", Body = _ => new { content = "Taken over" } },
        new("DELETE /api/sessions/{sid}/notes/{noteId}", Need.WriteNotes) { NotFound = Session, NotFoundInOwn = "note.not-found" },

        new("GET /api/sessions/{sid}/stt/tasks/", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/stt/tasks/{taskId}", Need.ReadSession) { NotFound = Session, NotFoundInOwn = "stt-task.not-found" },
        new("POST /api/sessions/{sid}/stt/tasks/", Need.WriteAudio) { NotFound = Session, Answers = 201, Body = _ => new { audio_chunk_id = "chunk" } },
        // The answer to a body that is no form shows that the door was open.
        new("POST /api/sessions/{sid}/stt/upload", Need.WriteAudio) { NotFound = Session, Answers = 422, Body = _ => new { } },
        new("PUT /api/sessions/{sid}/stt/tasks/{taskId}", Need.WriteAudio) { NotFound = Session, NotFoundInOwn = "stt-task.not-found", Body = _ => new { status = "done", transcript = "Nobody said this" } },

        new("GET /api/sessions/{sid}/telemetry/", Need.ReadSession) { NotFound = Session },
        new("GET /api/sessions/{sid}/telemetry/channels", Need.ReadSession) { NotFound = Session },
        // These say no channel: what is wrong with that, nobody hears who may not in.
        new("GET /api/sessions/{sid}/telemetry/latest", Need.ReadSession) { NotFound = Session, Answers = 422 },
        new("PUT /api/sessions/{sid}/telemetry/limits", Need.WriteTelemetry) { NotFound = Session, Answers = 422, Body = _ => new { warn_high = 1 } },
        new("POST /api/sessions/{sid}/telemetry/", Need.WriteTelemetry) { NotFound = Session, Body = _ => new { timestamp = "2026-05-04T12:00:00Z", channel = "p1", value = 1 } },
        new("POST /api/sessions/{sid}/telemetry/batch", Need.WriteTelemetry) { NotFound = Session, Body = _ => new { data = new[] { new { timestamp = "2026-05-04T12:00:00Z", channel = "p1", value = 1 } } } },

        // Who may not in hears nothing of what is missing in the query.
        new("GET /api/query/", Need.ReadSession),
        new("GET /api/query/channel", Need.ReadSession) { Answers = 422 },
        new("GET /api/query/range", Need.ReadSession) { Answers = 422 },
        new("GET /api/query/events", Need.ReadSession) { Answers = 422 },
        new("GET /api/query/search", Need.ListSessions) { Answers = 400 },

        new("GET /api/sessions/{sid}/recordings/", Need.ListSessions) { NotFound = Session },
        new("GET /api/sessions/{sid}/recordings/{recordingId}", Need.ListSessions) { NotFound = Session, NotFoundInOwn = "recording.not-found", Answers = 404 },
        new("POST /api/sessions/{sid}/recordings/{recordingId}/tickets", Need.ListSessions) { NotFound = Session, NotFoundInOwn = "recording.not-found", Answers = 404 },

        new("GET /api/sessions/{sid}/transcript/versions/", Need.ReadSession) { NotFound = Session },
        // No audio of this session was kept: whoever hears that was let in.
        new("POST /api/sessions/{sid}/transcript/versions/", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Answers = 409, Body = _ => new { } },
        new("GET /api/sessions/{sid}/transcript/versions/compare", Need.ReadSession) { NotFound = Session, Answers = 404 },
        new("GET /api/sessions/{sid}/transcript/versions/{version}", Need.ReadSession) { NotFound = Session },

        new("GET /api/sessions/{sid}/share-links/", Need.Person) { NotFound = Session, OwnersOnly = true },
        new("POST /api/sessions/{sid}/share-links/", Need.Person) { NotFound = Session, OwnersOnly = true, Body = _ => new { expires_in_hours = 1 } },
        new("DELETE /api/sessions/{sid}/share-links/{link}", Need.Person) { NotFound = Session, NotFoundInOwn = "share-link.not-found", OwnersOnly = true },

        new("POST /api/auth/tokens", Need.WriteSessions) { NotFound = Session, OwnersOnly = true, Body = Belongings.VendorTokens },
        new("GET /api/auth/tokens/{sid}", Need.WriteSessions) { NotFound = Session, OwnersOnly = true },
        new("DELETE /api/auth/tokens/{sid}", Need.WriteSessions) { NotFound = Session, OwnersOnly = true },
        new("GET /api/auth/validate/{sid}", Need.WriteSessions) { NotFound = Session, OwnersOnly = true },

        new("POST /api/audio/stream/start", Need.WriteAudio) { NotFound = Session, Body = target => new { session_id = target.Session } },
        new("POST /api/audio/stream/stop", Need.WriteAudio) { NotFound = Session, Body = target => new { session_id = target.Session } },
        new("POST /api/audio/transcribe", Need.WriteAudio) { NotFound = Session, Body = target => new { session_id = target.Session, audio = "AAAAAAAA" } },
        new("GET /api/audio/test", Need.WriteAudio),
        new("GET /api/sample/", Need.Known),
        // The sample has no such channel, and says so to whom it knows.
        new("GET /api/sample/{channel}.wav", Need.Known) { Answers = 404 },

        new("GET /api/v1/auth/me", Need.Known),
        new("GET /auth/me", Need.Known),
        new("POST /api/v1/auth/tickets", Need.Known),
        new("GET /api/v1/profile/", Need.Person),
        new("PATCH /api/v1/profile/", Need.Person) { Body = _ => new { bio = "short" } },
        new("GET /users/", Need.Person),
        new("GET /users/me", Need.Person),
        new("PUT /users/me", Need.Person) { IsLimited = true, Body = _ => new { bio = "short" } },
        new("GET /users/me/preferences", Need.Person),
        new("PUT /users/me/preferences", Need.Person) { Body = _ => new { theme = "dark" } },
        new("GET /users/preferences", Need.Person) { Answers = 307 },
        new("PUT /users/preferences", Need.Person) { Answers = 307, Body = _ => new { theme = "dark" } },
        new("GET /settings/", Need.Person),
        new("DELETE /api/v1/me", Need.Person) { IsLimited = true, Answers = 204, Body = _ => new { current_password = Person.Password }, Leaver = async server => (await (await Person.RegisterAsync(server.Api, "leaver")).SignInAsync(server.Api)).Holder.Token },
        new("GET /users/{user}", Need.Person) { NotFound = "user.not-found" },
        new("GET /users/handle/{handle}", Need.Person) { NotFound = "user.not-found" },
        // Nobody's password is changed by this test: the answer to the wrong one shows that the door was open.
        new("POST /settings/change-password", Need.Person) { IsLimited = true, Answers = 400, Body = _ => new { current_password = "not this one", new_password = "another one" } },
        new("PUT /settings/profile", Need.Person) { IsLimited = true, Body = _ => new { bio = "short" } },
        new("PUT /settings/preferences", Need.Person) { Body = _ => new { theme = "dark" } },

        new("GET /api/v1/orgs/", Need.Person),
        new("POST /api/v1/orgs/", Need.Person) { Body = _ => new { name = "One more" } },
        new("GET /api/v1/orgs/me", Need.Known),
        new("GET /api/v1/orgs/me/memberships", Need.Person),
        new("GET /api/v1/orgs/{org}", Need.Person) { NotFound = Org },
        new("PATCH /api/v1/orgs/{org}", Need.Admin) { NotFound = Org, Body = _ => new { name = LockedServer.Ours } },
        new("GET /api/v1/orgs/{org}/retention/", Need.Person) { NotFound = Org },
        new("PUT /api/v1/orgs/{org}/retention/", Need.Admin) { NotFound = Org, Body = _ => new { days = 3650 } },
        new("GET /api/v1/orgs/{org}/members", Need.Person) { NotFound = Org },
        new("PATCH /api/v1/orgs/{org}/members/{user}", Need.Admin) { NotFound = Org, NotFoundInOwn = "member.not-found", Body = _ => new { role = "admin" }, Fresh = Renewal.MemberAsync },
        new("DELETE /api/v1/orgs/{org}/members/me", Need.Person) { NotFound = Org, Leaver = async server => (await (await Person.RegisterAsync(server.Api, LockedServer.Ours, server.Admin)).SignInAsync(server.Api)).Holder.Token },
        new("DELETE /api/v1/orgs/{org}/members/{user}", Need.Admin) { NotFound = Org, NotFoundInOwn = "member.not-found", Fresh = Renewal.MemberAsync },
        new("POST /api/v1/orgs/{org}/members/{user}/password-reset", Need.Admin) { NotFound = Org, NotFoundInOwn = "member.not-found", Fresh = Renewal.MemberAsync },
        new("GET /api/v1/orgs/{org}/invitations", Need.Admin) { NotFound = Org },
        new("POST /api/v1/orgs/{org}/invitations", Need.Admin) { NotFound = Org, Body = _ => new { email = "eve@elsewhere.test", role = "member" } },
        new("DELETE /api/v1/orgs/{org}/invitations/{invitation}", Need.Admin) { NotFound = Org, NotFoundInOwn = "invitation.not-found" },
        new("POST /api/v1/invitations/accept", Need.Person) { Body = target => new { token = target.Accepts }, Fresh = Renewal.InvitationAsync },

        new("GET /api/v1/api-keys/", Need.Admin),
        new("POST /api/v1/api-keys/", Need.Admin) { Body = _ => new { name = "Another", scopes = Need.Scopes } },
        new("DELETE /api/v1/api-keys/{key}", Need.Admin) { NotFound = "api-key.not-found" },
        new("GET /api/v1/credentials/", Need.Admin),
        // What a stranger sets here is the stranger's; so it is of another provider than what they must not find in the next line.
        new("PUT /api/v1/credentials/{provider}", Need.Admin) { Aim = target => target with { Provider = "openai" }, Body = _ => new { api_key = "a secret of this caller" } },
        new("DELETE /api/v1/credentials/{provider}", Need.Admin) { NotFound = "credential.not-found", Fresh = Renewal.CredentialAsync },
        new("GET /api/v1/audit", Need.Admin),

        // Over plain HTTP these only say that they are sockets, and to nobody whom they would not let in.
        new("GET /ws/sessions/{sid}", Need.ReadSession) { NotFound = Session, Answers = 426 },
        new("GET /ws/sessions/{sid}/replay", Need.ReadSession) { NotFound = Session, Answers = 426 },
        new("GET /ws/sessions/{sid}/audio", Need.WriteAudio) { NotFound = Session, Answers = 426 },
        new("ANY /hubs/sessions", Need.ReadSession) { Answers = 400 },
        new("ANY /hubs/sessions/negotiate", Need.ReadSession) { Verb = "POST" },
    ];
}
