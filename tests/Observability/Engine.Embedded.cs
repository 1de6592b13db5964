namespace MeetingIntel.Observability.Tests;

/// <summary>Which processes make up the product in these tests.</summary>
internal static class Engine
{
    /// <summary>The settings of each; the last one serves clients.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Processes() => [[]];
}
