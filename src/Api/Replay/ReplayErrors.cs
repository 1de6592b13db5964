namespace MeetingIntel.Api.Replay;

/// <summary>What can be wrong with what a client of a replay asks for. On the way in it ends the connection, later it does not.</summary>
internal static class ReplayErrors
{
    public static readonly GrainError BadSpeed = Bad("replay.bad-speed", "The speed must be a number from 0.5 to 16.");

    public static readonly GrainError BadFrom = Bad("replay.bad-from", "'from' must be seconds from the session's start, or an ISO 8601 time with its zone.");

    public static readonly GrainError BadPlace = Bad("replay.bad-place", "'at' must be seconds from the session's start, or an ISO 8601 time with its zone.");

    public static readonly GrainError BadSwitch = Bad("replay.bad-switch", "'skip_silence' and 'paused' must be true or false.");

    public static readonly GrainError BadMessage = Bad("replay.bad-message", "A message must be JSON with a 'type': pause, resume, speed (with 'speed') or seek (with 'at').");

    public static readonly GrainError Busy = Bad("replay.busy", "Too many messages at once: this one was not looked at.");

    private static GrainError Bad(string code, string message) => new(GrainErrorKind.Validation, code, message);
}
