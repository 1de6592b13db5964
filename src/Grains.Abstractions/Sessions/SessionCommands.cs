namespace MeetingIntel.Sessions;

/// <summary>Creates a session.</summary>
/// <param name="OrgId">The organisation that will own it.</param>
/// <param name="OwnerId">The user who creates it.</param>
/// <param name="Details">What it is.</param>
/// <param name="Start">Whether it is live at once (ASTRA) or waits for a start (Astro).</param>
[GenerateSerializer, Immutable, Alias("mi.session.create")]
public sealed record CreateSession([property: Id(0)] string OrgId, [property: Id(1)] string OwnerId, [property: Id(2)] SessionDetails Details, [property: Id(3)] bool Start);

/// <summary>Changes what people say a session is; <see langword="null"/> leaves a field as it is.</summary>
/// <param name="Name">New title.</param>
/// <param name="Description">New description.</param>
/// <param name="Status">The status it should be in afterwards: active or ended.</param>
/// <param name="Record">Whether its audio is kept from now on.</param>
[GenerateSerializer, Immutable, Alias("mi.session.update")]
public sealed record UpdateSession([property: Id(0)] string? Name, [property: Id(1)] string? Description, [property: Id(2)] SessionStatus? Status, [property: Id(3)] bool? Record = null);
