namespace MeetingIntel.Timeline;

/// <summary>One entry of a session's timeline.</summary>
/// <param name="Seq">Position in the session: 1, 2, 3 … without a hole.</param>
/// <param name="At">When it was appended, UTC.</param>
/// <param name="Data">What happened.</param>
[GenerateSerializer, Immutable, Alias("mi.event")]
public sealed record SessionEvent([property: Id(0)] long Seq, [property: Id(1)] DateTimeOffset At, [property: Id(2)] SessionEventData Data)
{
    /// <summary>The event's name in the journal and on the wire, for example <c>transcript.segment</c>.</summary>
    public string Type => SessionEventTypes.NameOf(Data);
}
