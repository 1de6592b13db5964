using MeetingIntel.Telemetry;

namespace MeetingIntel.Storage.Telemetry;

/// <summary>What a process knows of a channel. The same object for all who write it, so that what one of them learns all know.</summary>
/// <param name="id">Its number.</param>
/// <param name="orgNumber">That of its organisation.</param>
/// <param name="orgId">Its organisation.</param>
/// <param name="key">Its session and name.</param>
internal sealed class TelemetryChannel(int id, int orgNumber, string orgId, TelemetryKey key)
{
    // Written by whoever reads the row, read by the writer: any order will do, since the database is asked before it counts.
    private volatile string? _unit;
    private volatile bool _limited;

    public int Id => id;

    public int OrgNumber => orgNumber;

    public string OrgId => orgId;

    public TelemetryKey Key => key;

    /// <summary>The minute of the point that was written last, UTC; only its writer looks at it.</summary>
    public DateTime LastMinute { get; set; }

    /// <summary>What its values are measured in; <see langword="null"/>: nobody has said so.</summary>
    public string? Unit
    {
        get => _unit;
        set => _unit = value;
    }

    /// <summary>Whether it had limits when last looked at.</summary>
    public bool Limited
    {
        get => _limited;
        set => _limited = value;
    }
}
