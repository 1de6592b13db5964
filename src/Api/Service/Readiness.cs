namespace MeetingIntel.Api.Service;

/// <summary>Whether this process wants traffic. Thread-safe.</summary>
public sealed class Readiness
{
    private volatile bool _draining;

    /// <summary>Whether it is leaving: who is here may finish, nobody new is wanted.</summary>
    public bool IsDraining => _draining;

    /// <summary>Whether no silo can be reached from here, though there may be some: other front-ends may do better.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>The process is about to leave.</summary>
    public void BeginDraining() => _draining = true;
}
