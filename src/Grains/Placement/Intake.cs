namespace MeetingIntel.Grains.Placement;

/// <summary>Whether this silo takes anything new, as far as it is not a matter of how much it has already. The host says so; by default it does.</summary>
public sealed class Intake
{
    /// <summary>Whether this silo is about to leave: it is passed over, and refuses channels.</summary>
    public Func<bool> IsLeaving { get; set; } = () => false;

    /// <summary>Whether this silo can't do its work at the moment: it is passed over, but refuses nothing, since all may be in the same state.</summary>
    public Func<bool> IsUnfit { get; set; } = () => false;

    /// <summary>Whether others should place here.</summary>
    internal bool IsOpen => !IsLeaving() && !IsUnfit();
}
