using System.Globalization;

namespace MeetingIntel.Observability.Tests;

/// <summary>Which processes make up the product in these tests.</summary>
internal static class Engine
{
    /// <summary>The settings of each; the last one serves clients.</summary>
    public static IReadOnlyList<Dictionary<string, string>> Processes() => [Member("Silo"), Member("Api")];

    private static Dictionary<string, string> Member(string role) => new(StringComparer.Ordinal)
    {
        ["Cluster__Role"] = role,
        ["Cluster__Membership"] = "Postgres",
        ["Cluster__Address"] = "127.0.0.1",
        ["Cluster__SiloPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
        ["Cluster__GatewayPort"] = Ports.Free().ToString(CultureInfo.InvariantCulture),
    };
}
