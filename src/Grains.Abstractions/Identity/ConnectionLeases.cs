namespace MeetingIntel.Identity;

/// <summary>How long a front-end's connections count without being told again: when it has died, its clients come back through others, and need the places.</summary>
public static class ConnectionLeases
{
    /// <summary>How often a front-end tells what it has.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(20);

    /// <summary>So long after it was told last, it is forgotten.</summary>
    public static readonly TimeSpan Expiry = TimeSpan.FromSeconds(60);
}

/// <summary>One connection more.</summary>
/// <param name="FrontEnd">The front-end's process; another one after each start.</param>
/// <param name="Number">1, 2, 3 … with each message of this process: messages may overtake each other, and a newer one knows better.</param>
/// <param name="Caller">Who connects.</param>
/// <param name="Count">How many connections of this caller the front-end then has, this one included.</param>
/// <param name="CallerLimit">How many the caller may have in the whole cluster.</param>
/// <param name="OrganisationLimit">How many all of the organisation may have.</param>
[GenerateSerializer, Immutable, Alias("mi.connection.claim")]
public sealed record ConnectionClaim(
    [property: Id(0)] string FrontEnd,
    [property: Id(1)] long Number,
    [property: Id(2)] string Caller,
    [property: Id(3)] int Count,
    [property: Id(4)] int CallerLimit,
    [property: Id(5)] int OrganisationLimit);

/// <summary>All connections that a front-end has of an organisation.</summary>
/// <param name="FrontEnd">The front-end's process.</param>
/// <param name="Number">As in <see cref="ConnectionClaim"/>, in the same row.</param>
/// <param name="Callers">Whose they are; nobody else has any.</param>
[GenerateSerializer, Immutable, Alias("mi.connection.lease")]
public sealed record ConnectionLease(
    [property: Id(0)] string FrontEnd,
    [property: Id(1)] long Number,
    [property: Id(2)] IReadOnlyList<CallerConnections> Callers);

/// <summary>The connections of one caller.</summary>
/// <param name="Caller">Whose.</param>
/// <param name="Count">How many.</param>
[GenerateSerializer, Immutable, Alias("mi.connection.caller")]
public sealed record CallerConnections([property: Id(0)] string Caller, [property: Id(1)] int Count);
