namespace Orleans.Conformance;

/// <summary>Names of providers.</summary>
internal static class Names
{
    internal const string Storage = "states";
    internal const string Streams = "streams";
}
