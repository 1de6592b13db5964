using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>Astro's paths around a live audio stream; the audio itself goes over the session's audio socket.</summary>
internal static class AudioEndpoints
{
    private static readonly GrainError NotActive = new(GrainErrorKind.Conflict, "session.not-active", "The session takes audio only while it is active; start it first.");
    private static readonly GrainError NoSuchChannel = new(GrainErrorKind.NotFound, "channel.not-found", "The session has no open audio channel of this name.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapAudio(this IEndpointRouteBuilder api)
    {
        var audio = api.MapGroup("/audio").WithTags("audio").Requires(Permissions.WriteAudio);
        audio.MapPost("/stream/start", StartAsync).WithSummary("Says where to send a session's live audio").Produces<AudioStreamResponse>();
        audio.MapPost("/stream/stop", StopAsync).WithSummary("Stops a session's live audio; what was received is still transcribed").Produces<AudioStoppedResponse>();
        audio.MapGet("/test", Test).WithSummary("Says what transcribes").Produces<AudioTestResponse>();
    }

    private static async Task<IResult> StartAsync(AudioStreamRequest request, HttpRequest http, Caller caller, SessionAccess access, IGrainFactory grains, CancellationToken cancellationToken)
    {
        var session = await FindAsync(request.SessionId, caller, access, grains, cancellationToken);
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var format = AudioFormat.Create(request.Channel, request.Speaker, encoding: null, request.SampleRate?.ToString(CultureInfo.InvariantCulture), request.Channels?.ToString(CultureInfo.InvariantCulture));
        if (!format.Succeeded)
        {
            return ApiProblem.From(format.Error);
        }

        return session.Value.Status == SessionStatus.Active
            ? TypedResults.Ok(AudioStreamResponse.For(session.Value.Id, format.Value, http))
            : ApiProblem.From(NotActive);
    }

    /// <summary>Takes the channel over from whoever sends on it, and ends it.</summary>
    private static async Task<IResult> StopAsync(AudioStreamRequest request, Caller caller, SessionAccess access, IGrainFactory grains, AudioIngest ingest, CancellationToken cancellationToken)
    {
        var session = await FindAsync(request.SessionId, caller, access, grains, cancellationToken);
        if (!session.Succeeded)
        {
            return ApiProblem.From(session.Error);
        }

        var open = session.Value.Channels.Where(channel => channel.Open && (request.Channel is null || string.Equals(channel.Name, request.Channel, StringComparison.Ordinal))).ToArray();
        if (request.Channel is not null && open.Length == 0)
        {
            return ApiProblem.From(NoSuchChannel);
        }

        foreach (var channel in session.Value.Status == SessionStatus.Active ? open : [])
        {
            var input = await ingest.OpenAsync(Ids.NewConnection(), channel.Sender, session.Value.Id, new AudioFormat(channel.Name, null, channel.SampleRate, 1), offset: null, live: true, cancellationToken);
            if (!input.Succeeded)
            {
                return ApiProblem.From(input.Error);
            }

            await input.Value.WriteAsync([], AudioMark.Stop);
        }

        return TypedResults.Ok(new AudioStoppedResponse(session.Value.Id, [.. open.Select(channel => channel.Name)]));
    }

    private static AudioTestResponse Test(SttStatus stt) => new(stt.Available ? "success" : "error", stt.Provider, stt.Available, stt.Message);

    private static async Task<GrainResult<SessionSnapshot>> FindAsync(string? sessionId, Caller caller, SessionAccess access, IGrainFactory grains, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(sessionId))
        {
            return new GrainError(GrainErrorKind.Validation, "request.invalid", "'session_id' is required.");
        }

        return await access.CheckAsync(caller, sessionId, SessionUse.Use, cancellationToken) is { } refusal ? refusal : await grains.GetGrain<ISessionGrain>(sessionId).GetAsync();
    }
}

/// <summary>Names a session's audio stream.</summary>
internal sealed record AudioStreamRequest : IClientInput
{
    /// <summary>The session.</summary>
    public string? SessionId { get; init; }

    /// <summary>The channel's name.</summary>
    public string? Channel { get; init; }

    /// <summary>Who speaks.</summary>
    public string? Speaker { get; init; }

    /// <summary>Samples a second.</summary>
    public int? SampleRate { get; init; }

    /// <summary>1 or 2.</summary>
    public int? Channels { get; init; }
}

/// <summary>Where to send live audio, and how.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Channel">The channel's name.</param>
/// <param name="Url">The socket's address.</param>
/// <param name="Encoding">Always <c>linear16</c>.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">1 or 2.</param>
internal sealed record AudioStreamResponse(string SessionId, string Channel, string Url, string Encoding, int SampleRate, int Channels)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>The answer for a format.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="format">What will come.</param>
    /// <param name="http">The request, whose scheme and host the socket shares.</param>
    public static AudioStreamResponse For(string sessionId, AudioFormat format, HttpRequest http)
    {
        var speaker = format.Speaker is null ? "" : $"&speaker={Uri.EscapeDataString(format.Speaker)}";
        var query = string.Create(CultureInfo.InvariantCulture, $"channel={format.Channel}&encoding=linear16&sample_rate={format.SampleRate}&channels={format.Channels}{speaker}");
        var url = $"{(http.IsHttps ? "wss" : "ws")}://{http.Host}/ws/sessions/{sessionId}/audio?{query}";
        return new(sessionId, format.Channel, url, "linear16", format.SampleRate, format.Channels);
    }
}

/// <summary>Which live audio was stopped.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Stopped">The channels' names.</param>
internal sealed record AudioStoppedResponse(string SessionId, IReadOnlyList<string> Stopped)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>What transcribes.</summary>
/// <param name="Status"><c>success</c> or <c>error</c>.</param>
/// <param name="Provider">Its name.</param>
/// <param name="Available">Whether audio can be transcribed.</param>
/// <param name="Message">One line.</param>
internal sealed record AudioTestResponse(string Status, string Provider, bool Available, string Message);
