using System.Runtime.CompilerServices;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Recordings;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Live;

/// <summary>The SignalR hub <c>/hubs/sessions</c>: Astro's events both ways, and <see cref="Events"/>, the stream that our own page watches.</summary>
internal sealed partial class SessionHub(
    SessionFeedHub feeds,
    IGrainFactory grains,
    HubAudio audio,
    HubTokens tokens,
    AstroSummaries summaries,
    IHubContext<SessionHub> context,
    IHostApplicationLifetime lifetime,
    IOptions<KeptAudioOptions> kept,
    TimeProvider time,
    ILogger<SessionHub> logger) : Hub
{
    /// <summary>The answer to a message that lacks something.</summary>
    internal static readonly GrainError Incomplete = new(GrainErrorKind.Validation, "request.invalid", "The message lacks a field that it must have.");

    private HubConnection Connection => HubConnection.Of(Context);

    /// <inheritdoc/>
    public override async Task OnConnectedAsync()
    {
        var live = Context.GetHttpContext()?.Features.Get<LiveConnection>() ?? throw new InvalidOperationException("Nobody comes to the hub but through the door.");
        var connection = new HubConnection(
            Context.ConnectionId, () => live.Caller, context.Clients.Client(Context.ConnectionId), logger, time, Context.ConnectionAborted, lifetime.ApplicationStopping);
        Context.Items[HubConnection.Key] = connection;
        await Clients.Caller.SendAsync("connected", new { status = "connected", sid = Context.ConnectionId });
        // Never fails, and ends with the connection.
        _ = connection.EndWithAsync(live.Over, Context.Abort);
    }

    /// <inheritdoc/>
    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[HubConnection.Key] is HubConnection connection)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>A session's timeline after an event and then live, in ASTRA's envelope; begins with <c>connected</c>.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="after">The newest event that the client has, 0 for none; <see langword="null"/>: only what comes from now on.</param>
    /// <param name="cancellationToken">The client has enough.</param>
    [HubRule(Permissions.ReadSessions)]
    public async IAsyncEnumerable<RawJson> Events(string sessionId, long? after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var connection = Connection;
        Demand(connection.BeginStream());
        try
        {
            var feed = await feeds.SubscribeAsync(connection.Caller.OrgId, sessionId, after);
            Demand(feed.Error);
            await using var subscription = feed.Value!;
            yield return new RawJson(FeedGreeting.Envelope(subscription.Start));
            await foreach (var message in subscription.ReadAsync(cancellationToken))
            {
                if (message.Envelope is { } envelope)
                {
                    yield return envelope;
                }
            }

            Demand(subscription.IsGone ? SessionFeedHub.Erased : new GrainError(GrainErrorKind.Unavailable, Sockets.SocketEnd.TooSlow.Code!, Sockets.SocketEnd.TooSlow.Message));
        }
        finally
        {
            connection.EndStream();
        }
    }

    /// <summary>Begins to hear of a session.</summary>
    /// <param name="payload"><c>{session_id, after?}</c>, or the bare id.</param>
    [HubRule(Permissions.ReadSessions)]
    [HubMethodName("join_session")]
    public async Task JoinSessionAsync(JsonElement payload)
    {
        var message = SessionMessage.Read(payload);
        if (message.SessionId is not { } id)
        {
            // The door found one; another field is not of its shape.
            await RefuseAsync(Incomplete);
            return;
        }

        var refusal = await Connection.JoinAsync(feeds, id, message.After, () => Clients.Caller.SendAsync("joined_session", new { session_id = id, status = "joined" }), summaries);
        await RefuseAsync(refusal);
    }

    /// <summary>Ceases to hear of a session.</summary>
    /// <param name="payload"><c>{session_id}</c>, or the bare id.</param>
    [HubRule(Permissions.None, HasSession = false)]
    [HubMethodName("leave_session")]
    public async Task LeaveSessionAsync(JsonElement payload)
    {
        if (AboutSession.IdOf(payload) is not { } id)
        {
            await RefuseAsync(Incomplete);
            return;
        }

        await Connection.LeaveAsync(id);
        await Clients.Caller.SendAsync("left_session", new { session_id = id, status = "left" });
    }

    /// <summary>Creates a session that waits for its start.</summary>
    /// <param name="payload">As over REST.</param>
    [HubRule(Permissions.WriteSessions, HasSession = false, Answer = "session_created")]
    [HubMethodName("create_session")]
    public async Task CreateSessionAsync(JsonElement payload)
    {
        var request = HubPayload.Read<CreateMeetingRequest>(payload);
        var details = request.HasUsableInfo ? request.ToDetails() : new CreateMeetingRequest().ToDetails();
        var created = await SessionChanges.CreateAsync(grains, Connection.Caller, details with { Record = request.Record ?? kept.Value.Default }, start: false);
        if (created.Succeeded)
        {
            Connection.Created(created.Value.Id);
        }

        await AnswerAsync("session_created", created);
    }

    /// <summary>Makes a session live.</summary>
    /// <param name="payload"><c>{session_id}</c>.</param>
    [HubRule(Permissions.WriteSessions, SessionUse.Manage, Answer = "session_started")]
    [HubMethodName("start_session")]
    public async Task StartSessionAsync(JsonElement payload)
    {
        var id = AboutSession.IdOf(payload)!;
        await AnswerAsync("session_started", await grains.GetGrain<ISessionGrain>(id).StartAsync());
    }

    /// <summary>Ends a session; what was received is still transcribed.</summary>
    /// <param name="payload"><c>{session_id}</c>.</param>
    [HubRule(Permissions.WriteSessions, SessionUse.Manage, Answer = "session_ended")]
    [HubMethodName("end_session")]
    public async Task EndSessionAsync(JsonElement payload)
    {
        var id = AboutSession.IdOf(payload)!;
        await Connection.FinishAudioBeforeEndAsync(id);
        await AnswerAsync("session_ended", await grains.GetGrain<ISessionGrain>(id).EndAsync());
    }

    /// <summary>Shows a status to the session's room; changes nothing.</summary>
    /// <param name="payload"><c>{session_id, status}</c>.</param>
    [HubRule(Permissions.WriteSessions)]
    [HubMethodName("session_status")]
    public async Task SessionStatusAsync(JsonElement payload)
    {
        var message = SessionMessage.Read(payload);
        if (string.IsNullOrEmpty(message.Status))
        {
            await RefuseAsync(Incomplete);
            return;
        }

        await ShowAsync(message.SessionId!, RoomNotice.SessionStatus, message.Status!);
    }

    /// <summary>Adds a line that was transcribed elsewhere, or shows one that is still being spoken.</summary>
    /// <param name="payload"><c>{session_id, transcript, speaker, confidence, is_final}</c>.</param>
    [HubRule(Permissions.WriteNotes)]
    [HubMethodName("transcript_line")]
    public async Task TranscriptLineAsync(JsonElement payload)
    {
        var message = HubPayload.Read<TranscriptLineMessage>(payload);
        if (string.IsNullOrWhiteSpace(message.Transcript))
        {
            await RefuseAsync(Incomplete);
            return;
        }

        var speaker = message.SpeakerName ?? Transcription.TranscriptEntry.UnknownSpeaker;
        var grain = grains.GetGrain<ISessionGrain>(message.SessionId!);
        double? confidence = message.Confidence is { } given ? Math.Clamp(given, 0, 1) : null;
        if (!message.Stands)
        {
            await grain.SignalAsync(new PartialTranscript("external", speaker, message.Transcript!, 0, 0, confidence));
            return;
        }

        var added = await grain.AddLineAsync(new AddTranscriptLine(Guid.CreateVersion7().ToString("N"), message.Transcript!, speaker, confidence ?? 0));
        await RefuseAsync(added.Error);
    }

    /// <summary>Records an insight that the client produced.</summary>
    /// <param name="payload"><c>{session_id, insight, type}</c>.</param>
    [HubRule(Permissions.WriteInsights)]
    [HubMethodName("insight_generated")]
    public async Task InsightGeneratedAsync(JsonElement payload)
    {
        var message = HubPayload.Read<InsightMessage>(payload);
        var isMissing = message.Insight is null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined };
        if (isMissing)
        {
            await RefuseAsync(Incomplete);
            return;
        }

        var kind = string.IsNullOrEmpty(message.Type) ? "general" : message.Type;
        var added = await grains.GetGrain<ISessionGrain>(message.SessionId!).AddInsightAsync(new AddInsight(kind, message.Insight!.Value.GetRawText()));
        await RefuseAsync(added.Error);
    }

    /// <summary>Takes a piece of audio.</summary>
    /// <param name="payload"><c>{session_id, audio}</c>; <c>audio_data</c> is the other name.</param>
    [HubRule(Permissions.WriteAudio, IsAudio = true)]
    [HubMethodName("audio_chunk")]
    public async Task AudioChunkAsync(JsonElement payload)
    {
        var message = HubPayload.Read<AudioChunkMessage>(payload);
        if (await audio.TakeAsync(Connection, message) is { } error)
        {
            await RefuseAsync(error);
            return;
        }

        Connection.ShowAudio(message.SessionId!, () => ShowProcessingAsync(message.SessionId!));
    }

    /// <summary>The audio is taken, whether or not its room hears of that.</summary>
    private async Task ShowProcessingAsync(string sessionId)
    {
        try
        {
            await ShowAsync(sessionId, RoomNotice.AudioProcessing, "processing");
        }
        catch (Exception exception) when (ExceptionProblems.Passing(exception) is not null)
        {
            // The next piece tries again.
        }
        catch (Exception exception)
        {
            LogNotShown(exception, sessionId);
        }
    }

    /// <summary>Shows something to the session's room, whichever front-end its people are connected to.</summary>
    private Task ShowAsync(string sessionId, string name, string status) =>
        grains.GetGrain<ISessionGrain>(sessionId).SignalAsync(new RoomNotice(name, status, time.GetUtcNow()));

    private Task RefuseAsync(GrainError? error) =>
        error is null ? Task.CompletedTask : Clients.Caller.SendAsync("error", new { message = error.Message, code = error.Code });

    private Task AnswerAsync(string name, GrainResult<SessionSnapshot> result) => result.Succeeded
        ? Clients.Caller.SendAsync(name, new { success = true, session = new HubSession(result.Value, Connection.HasCreated(result.Value.Id) ? Context.ConnectionId : null) })
        : Clients.Caller.SendAsync(name, new { success = false, error = result.Error.Message, code = result.Error.Code });

    [LoggerMessage(EventId = 53, Level = LogLevel.Error, Message = "The room of {SessionId} could not be told that audio comes; the audio itself is taken")]
    private partial void LogNotShown(Exception exception, string sessionId);

    private static void Demand(GrainError? error)
    {
        if (error is not null)
        {
            throw new HubException($"{error.Code}: {error.Message}");
        }
    }
}
