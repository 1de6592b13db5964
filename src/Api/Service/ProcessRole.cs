namespace MeetingIntel.Api.Service;

/// <summary>What this process does in its cluster.</summary>
/// <param name="Name">As its health page and its metrics have it: <c>all</c>, <c>silo</c> (grains) or <c>api</c> (front-end).</param>
public sealed record ProcessRole(string Name)
{
    /// <summary>Everything.</summary>
    public static ProcessRole All { get; } = new("all");
}
