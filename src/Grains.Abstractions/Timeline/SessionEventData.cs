namespace MeetingIntel.Timeline;

/// <summary>What happened, in one of the shapes that <see cref="SessionEventTypes"/> lists.</summary>
[GenerateSerializer, Immutable, Alias("mi.event.data")]
public abstract record SessionEventData;
