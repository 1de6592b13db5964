using System.ComponentModel.DataAnnotations;

namespace MeetingIntel.Grains.SttTasks;

/// <summary>Settings of tasks.</summary>
public sealed class SttTaskOptions
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "SttTasks";

    /// <summary>After so many minutes a task of which nobody has said what came of it has failed.</summary>
    [Range(1, 24 * 60)]
    public int TimeoutMinutes { get; set; } = 10;

    internal TimeSpan Timeout => TimeSpan.FromMinutes(TimeoutMinutes);
}
