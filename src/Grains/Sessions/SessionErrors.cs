using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Sessions;

/// <summary>What can go wrong with a session, with its stable codes.</summary>
internal static class SessionErrors
{
    public static GrainError NotFound(string sessionId) =>
        new(GrainErrorKind.NotFound, "session.not-found", $"There is no session '{sessionId}'.");

    public static GrainError Exists(string sessionId) =>
        new(GrainErrorKind.Conflict, "session.exists", $"The session '{sessionId}' exists already.");

    public static GrainError NotLive(SessionSnapshot session) => session.Status == SessionStatus.Ended
        ? new(GrainErrorKind.Conflict, "session.ended", "The session has ended; start it again to send audio.")
        : new(GrainErrorKind.Conflict, "session.not-started", "The session has not started; start it to send audio.");

    public static GrainError UnknownChannel(string channel) =>
        new(GrainErrorKind.NotFound, "channel.not-found", $"The session has no audio channel '{channel}'.");

    public static GrainError OffsetConflict(string channel, long acked, long from) =>
        new(GrainErrorKind.Conflict, "channel.offset-conflict", $"Channel '{channel}' is committed up to byte {acked}; an outcome from byte {from} on does not continue it.");

    public static readonly GrainError BadChannelName =
        new(GrainErrorKind.Validation, "audio.bad-channel-name", "A channel's name is 1 to 64 letters, digits, '-', '_' or '.'.");

    public static readonly GrainError UnsupportedRate =
        new(GrainErrorKind.Validation, "audio.unsupported-rate", $"The sample rate must be one of {string.Join(", ", SampleRates.All)}.");

    public static readonly GrainError TooManyChannels =
        new(GrainErrorKind.Conflict, "session.too-many-channels", $"A session has at most {SessionRules.MaxChannels} audio channels.");

    public static readonly GrainError Superseded =
        new(GrainErrorKind.Conflict, OpenAudio.Superseded, "Somebody else has sent audio on this channel since; open it without an offset to go on behind it.");

    /// <summary>
    /// A call that took so long that its client is back on another connection, or a server that hung and wakes with audio of such a client: the channel is that one's.
    /// Not a reason to stay away: by a front-end's clock that is behind, a new connection may look old.
    /// </summary>
    public static readonly GrainError OutdatedConnection =
        new(GrainErrorKind.Unavailable, "audio.outdated-connection", "A connection that began later sends audio on this channel; try again in a moment.");

    public static readonly GrainError EmptyLine =
        new(GrainErrorKind.Validation, "transcript.empty", "A transcript line needs text.");

    /// <summary>Somebody else has understood more, or something else.</summary>
    public static readonly GrainError InsightsOutdated =
        new(GrainErrorKind.Conflict, "insights.outdated", "The insights have changed since these were worked out; read them again.");

    /// <summary>Another activation wrote first, so what we decided on is outdated.</summary>
    public static readonly GrainError Moved =
        new(GrainErrorKind.Unavailable, "session.moved", "The session has just moved to another server; try again.");

    public static readonly GrainError StorageAway =
        new(GrainErrorKind.Unavailable, "storage.unavailable", "The database can't be reached. What was acknowledged is safe; whether this request was done has to be read.");
}
