using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Sessions;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Sessions;

/// <summary>Handlers that change sessions.</summary>
internal static class SessionChanges
{
    private static readonly ApiProblem BadName = ApiProblem.Invalid("name", SessionName.Rule, "session.bad-name");

    /// <summary>ASTRA: a session that is live at once, as a bare object.</summary>
    public static async Task<IResult> CreateActiveAsync(CreateSessionRequest request, Caller caller, IGrainFactory grains, IOptions<KeptAudioOptions> kept)
    {
        if (!SessionName.TryTake(request.Name, out var name))
        {
            return BadName;
        }

        return name is null
            ? ApiProblem.Invalid("name", "'name' is required.")
            : Answer.Bare(await CreateAsync(grains, caller, request.ToDetails(name) with { Record = request.Record ?? kept.Value.Default }, start: true));
    }

    /// <summary>Astro: a session that waits for its start.</summary>
    public static async Task<IResult> CreateWaitingAsync(CreateMeetingRequest? request, Caller caller, IGrainFactory grains, IOptions<KeptAudioOptions> kept)
    {
        request ??= new CreateMeetingRequest();
        if (!request.HasUsableInfo)
        {
            return ApiProblem.Invalid("meeting_info", "'meeting_info' must be an object.");
        }

        var result = await CreateAsync(grains, caller, request.ToDetails() with { Record = request.Record ?? kept.Value.Default }, start: false);
        return result.Succeeded ? TypedResults.Ok(new SessionCreatedResponse(result.Value.Id, new SessionWithTranscript(result.Value, [], summary: null))) : ApiProblem.From(result.Error);
    }

    /// <summary>Astro: start.</summary>
    public static async Task<IResult> StartAsync(string sid, IGrainFactory grains, WholeSessions whole, CancellationToken cancellationToken) =>
        await Answer.ChangedAsync(await grains.GetGrain<ISessionGrain>(sid).StartAsync(), whole, cancellationToken);

    /// <summary>Astro: end.</summary>
    public static async Task<IResult> EndAsync(string sid, IGrainFactory grains, WholeSessions whole, CancellationToken cancellationToken) =>
        await Answer.ChangedAsync(await grains.GetGrain<ISessionGrain>(sid).EndAsync(), whole, cancellationToken);

    /// <summary>ASTRA: change.</summary>
    public static async Task<IResult> UpdateAsync(string sid, UpdateSessionRequest request, IGrainFactory grains)
    {
        if (!SessionName.TryTake(request.Name, out var name))
        {
            return BadName;
        }

        return request.Status == SessionStatus.Created
            ? ApiProblem.Invalid("status", "'status' must be active or ended.")
            : Answer.Bare(await grains.GetGrain<ISessionGrain>(sid).UpdateAsync(new UpdateSession(name, request.Description, request.Status, request.Record)));
    }

    /// <summary>Creates a session of the caller.</summary>
    /// <param name="grains">The way to grains.</param>
    /// <param name="caller">Who will own it.</param>
    /// <param name="details">What it is.</param>
    /// <param name="start">Whether it is live at once.</param>
    public static Task<GrainResult<SessionSnapshot>> CreateAsync(IGrainFactory grains, Caller caller, SessionDetails details, bool start) =>
        grains.GetGrain<ISessionGrain>(Ids.NewSession()).CreateAsync(new CreateSession(caller.OrgId, caller.Id, details, start));

    private static class Answer
    {
        public static IResult Bare(GrainResult<SessionSnapshot> result) =>
            result.Succeeded ? TypedResults.Ok(SessionResponse.From(result.Value)) : ApiProblem.From(result.Error);

        public static async Task<IResult> ChangedAsync(GrainResult<SessionSnapshot> result, WholeSessions whole, CancellationToken cancellationToken) =>
            result.Succeeded ? TypedResults.Ok(new SessionChangedResponse(await whole.ReadAsync(result.Value, cancellationToken))) : ApiProblem.From(result.Error);
    }
}
