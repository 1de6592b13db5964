namespace MeetingIntel.Erasure;

/// <summary>Erases the sessions of one organisation whose time has come. Key: the organisation's id.</summary>
[Alias("mi.IRetentionGrain")]
public interface IRetentionGrain : IGrainWithStringKey
{
    /// <summary>Looks every hour from now on, as long as the organisation keeps its sessions for a limited time only.</summary>
    [Alias("ExpectAsync")]
    Task ExpectAsync();

    /// <summary>Looks at once, behind the answer.</summary>
    [Alias("LookAsync")]
    Task LookAsync();
}
