namespace MeetingIntel.Deploy.Tests;

/// <summary>Where CloudTarget's capture programs come in.</summary>
internal static class CloudTarget
{
    /// <summary>The port that they know.</summary>
    public const string Port = "8765";
}
