namespace MeetingIntel.Bench.Chaos.Faults;

/// <summary>What can happen to a cluster.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL to a silo; started again after a while.</summary>
    KillSilo,

    /// <summary>SIGSTOP to a silo for 2 to 20 s; started again when it ends itself afterwards.</summary>
    HangSilo,

    /// <summary>SIGTERM to a silo; started again after a while.</summary>
    StopSilo,

    /// <summary>A rolling update: SIGTERM to each silo in turn, started again at once, and ready before the next one. Each silo's turn is a fault of its own.</summary>
    RollSilos,

    /// <summary>SIGKILL to a front-end.</summary>
    KillFrontEnd,

    /// <summary>SIGSTOP to a front-end.</summary>
    HangFrontEnd,

    /// <summary>SIGTERM to a front-end.</summary>
    StopFrontEnd,

    /// <summary>One silo can't reach PostgreSQL for 2 to 30 s, while all others can: in turns its connections break and no other is taken, or nothing goes through.</summary>
    CutSilo,

    /// <summary>One front-end can't reach PostgreSQL, in the same ways.</summary>
    CutFrontEnd,

    /// <summary>One silo can't reach Redis for 2 to 30 s, in the same ways.</summary>
    CutSiloFromRedis,

    /// <summary>One front-end can't reach Redis, in the same ways.</summary>
    CutFrontEndFromRedis,

    /// <summary>SIGKILL to PostgreSQL; started again after 2 to 30 s.</summary>
    KillDatabase,

    /// <summary>PostgreSQL shuts down in order; started again after 2 to 30 s.</summary>
    StopDatabase,

    /// <summary>SIGSTOP to all processes of PostgreSQL for 2 to 30 s.</summary>
    HangDatabase,

    /// <summary>SIGKILL to Redis; started again after 2 to 30 s.</summary>
    KillRedis,

    /// <summary>SIGSTOP to Redis for 2 to 30 s.</summary>
    HangRedis,
}

/// <summary>Something that was done to the cluster. Times are seconds of the evidence log.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Kind">What.</param>
/// <param name="Target">To whom.</param>
/// <param name="At">When.</param>
internal sealed record Fault(int Number, FaultKind Kind, string Target, double At)
{
    /// <summary>Seconds from SIGTERM until a member ends its connections, as it was told (<c>Drain__Seconds</c>).</summary>
    public const int Drain = 3;

    /// <summary>When a front-end noticed that a silo was lost.</summary>
    public double? NoticedAt { get; set; }

    /// <summary>When what was stopped was woken up or started again.</summary>
    public double? MendedAt { get; set; }

    /// <summary>When the target took traffic again.</summary>
    public double? ReadyAt { get; set; }

    public bool IsOfSilo => Kind is FaultKind.KillSilo or FaultKind.HangSilo or FaultKind.StopSilo or FaultKind.RollSilos;

    public bool IsOfStore => Kind is FaultKind.KillDatabase or FaultKind.StopDatabase or FaultKind.HangDatabase or FaultKind.KillRedis or FaultKind.HangRedis;
}
