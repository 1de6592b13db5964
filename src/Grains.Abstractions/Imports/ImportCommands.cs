using MeetingIntel.Timeline;

namespace MeetingIntel.Imports;

/// <summary>The next events of a session that is read in.</summary>
/// <param name="OrgId">The organisation that will own it.</param>
/// <param name="OwnerId">Who in it will own it.</param>
/// <param name="Events">In order, continuing what came before.</param>
[GenerateSerializer, Immutable, Alias("mi.import.batch")]
public sealed record ImportBatch([property: Id(0)] string OrgId, [property: Id(1)] string OwnerId, [property: Id(2)] IReadOnlyList<ImportedEvent> Events);

/// <summary>An event as it stands in a file.</summary>
/// <param name="Event">The event; ids of people, organisations and tasks in it are another server's, or made up.</param>
/// <param name="ByName">What whoever caused it was called.</param>
[GenerateSerializer, Immutable, Alias("mi.import.event")]
public sealed record ImportedEvent([property: Id(0)] SessionEvent Event, [property: Id(1)] string? ByName);

/// <summary>All events of a session that is read in are on record.</summary>
/// <param name="Channels">How much of each channel's audio has its outcome.</param>
[GenerateSerializer, Immutable, Alias("mi.import.complete")]
public sealed record CompleteImport([property: Id(0)] IReadOnlyList<ImportedChannel> Channels);

/// <summary>How much of a channel's audio has its outcome.</summary>
/// <param name="Name">The channel.</param>
/// <param name="AckedOffset">Bytes.</param>
/// <param name="AckedTime">Seconds on the channel's audio clock that they stand for.</param>
[GenerateSerializer, Immutable, Alias("mi.import.channel")]
public sealed record ImportedChannel([property: Id(0)] string Name, [property: Id(1)] long AckedOffset, [property: Id(2)] double AckedTime);
