using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>Where CloudTarget's capture programs connect. Configuration section <c>CloudTarget</c>.</summary>
internal sealed class CloudTargetOptions
{
    /// <summary>Configuration section.</summary>
    public const string Section = "CloudTarget";

    /// <summary>The port, 8765 in CloudTarget; 0: any that is free; <see langword="null"/>: there is no such listener.</summary>
    [Range(0, 65535)]
    public int? Port { get; set; }

    /// <summary>Who can reach it: <c>localhost</c> for this machine only, <c>*</c> for everybody.</summary>
    [AllowedValues("localhost", "*")]
    public string Host { get; set; } = "localhost";
}
