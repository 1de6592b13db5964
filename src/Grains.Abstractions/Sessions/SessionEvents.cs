using MeetingIntel.Timeline;

namespace MeetingIntel.Sessions;

/// <summary>The session exists. Always event 1.</summary>
/// <param name="OrgId">The organisation that owns it.</param>
/// <param name="OwnerId">The user who created it.</param>
/// <param name="Details">What it is.</param>
[GenerateSerializer, Immutable, Alias("mi.event.session.created")]
public sealed record SessionCreated([property: Id(0)] string OrgId, [property: Id(1)] string OwnerId, [property: Id(2)] SessionDetails Details) : SessionEventData;

/// <summary>Name or description changed.</summary>
/// <param name="Details">The whole new description of the session.</param>
[GenerateSerializer, Immutable, Alias("mi.event.session.updated")]
public sealed record SessionUpdated([property: Id(0)] SessionDetails Details) : SessionEventData;

/// <summary>The session is live, for the first time or again after it had ended.</summary>
[GenerateSerializer, Immutable, Alias("mi.event.session.started")]
public sealed record SessionStarted : SessionEventData;

/// <summary>The session is over.</summary>
[GenerateSerializer, Immutable, Alias("mi.event.session.ended")]
public sealed record SessionEnded : SessionEventData;
