namespace MeetingIntel.Grains.Placement;

/// <summary>A silo as whoever places a grain sees it: what it reported, and what was placed on it since.</summary>
/// <param name="LiveChannels">Audio channels that it transcribes.</param>
/// <param name="ChannelCapacity">Audio channels that it takes at most; 0 while it takes none.</param>
/// <param name="Sessions">Active sessions.</param>
/// <param name="Cpu">0…1, the share of its cores that it has used lately.</param>
internal readonly record struct SiloState(int LiveChannels, int ChannelCapacity, int Sessions, double Cpu)
{
    /// <summary>The last twentieth of a silo is left to those who have nowhere else to go: others place there, too, and the loads do not show it yet.</summary>
    private const int KeptShare = 20;

    /// <summary>A silo that has not reported lately: it has just joined, hangs, or is gone.</summary>
    public static readonly SiloState Unknown = new(0, -1, 0, 0);

    /// <summary>Whether it has reported lately.</summary>
    public bool Known => ChannelCapacity >= 0;

    /// <summary>Whether it takes anything at all.</summary>
    public bool Takes => ChannelCapacity > 0;

    /// <summary>Channels that it takes before it is full.</summary>
    public int Room => ChannelCapacity - LiveChannels;

    /// <summary>Whether it takes one more channel.</summary>
    public bool HasRoom => Room > 0;

    /// <summary>Whether it takes one more channel, also when others have just placed some.</summary>
    public bool HasRoomToSpare => Room > ChannelCapacity / KeptShare;

    /// <summary>0…1, what of it is in use, by that which it has least of.</summary>
    public double Busy => Takes ? Math.Max((double)LiveChannels / ChannelCapacity, Cpu) : 1;
}

/// <summary>The silos that a grain may be placed on; at least one.</summary>
internal interface ISilos
{
    /// <summary>How many.</summary>
    int Count { get; }

    /// <summary>One of them.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    SiloState At(int index);
}
