using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MeetingIntel.Api.Service.Health;

/// <summary>How everything that we depend on was at the last look, and since when it has been so.</summary>
public sealed partial class HealthBoard
{
    private readonly ProcessRole _role;
    private readonly Readiness _readiness;
    private readonly ILogger<HealthBoard> _logger;
    private readonly Dictionary<string, DependencyState> _told = new(StringComparer.Ordinal);
    private ImmutableArray<DependencyHealth> _dependencies = [];

    /// <summary>Makes an empty board.</summary>
    /// <param name="role">What this process does.</param>
    /// <param name="readiness">Whether it is about to leave.</param>
    /// <param name="meters">Where its meter comes from.</param>
    /// <param name="logger">Where changes go.</param>
    public HealthBoard(ProcessRole role, Readiness readiness, IMeterFactory meters, ILogger<HealthBoard> logger)
    {
        (_role, _readiness, _logger) = (role, readiness, logger);
        var meter = meters.Create("MeetingIntel.Health");
        meter.CreateObservableGauge("meetingintel.dependency.state", Observe, "{state}", "How a dependency is: 0 ok, 1 degraded, 2 unwell.");
        meter.CreateObservableGauge("meetingintel.process.serving", ObserveProcess, "{process}", "1 from the start of a process to its farewell, then 0.");
    }

    /// <summary>In the order in which they were added; empty before the first look.</summary>
    internal IReadOnlyList<DependencyHealth> Dependencies => _dependencies;

    /// <summary>What this process does.</summary>
    internal string Role => _role.Name;

    /// <summary>Whether this process is about to leave: those who are here may finish.</summary>
    internal bool IsDraining => _readiness.IsDraining;

    /// <summary>When the last look was; <see langword="null"/> before the first one.</summary>
    internal DateTimeOffset? CheckedAt { get; private set; }

    /// <summary>Whether a dependency did not work at the last look.</summary>
    /// <param name="name">Its name, as <c>/health/details</c> has it.</param>
    public bool IsUnwell(string name) => _dependencies.Any(dependency => dependency.State == DependencyState.Unwell && string.Equals(dependency.Name, name, StringComparison.Ordinal));

    /// <summary>Takes over what a look has found.</summary>
    /// <param name="report">The findings.</param>
    /// <param name="at">When it was.</param>
    public void Update(HealthReport report, DateTimeOffset at)
    {
        var before = _dependencies.ToDictionary(dependency => dependency.Name, StringComparer.Ordinal);
        _dependencies = [.. report.Entries.Select(entry => Judge(entry.Key, entry.Value, before.GetValueOrDefault(entry.Key), at))];
        CheckedAt = at;
    }

    private DependencyHealth Judge(string name, HealthReportEntry entry, DependencyHealth? before, DateTimeOffset at)
    {
        var state = entry.Status switch
        {
            HealthStatus.Healthy => DependencyState.Ok,
            HealthStatus.Degraded => DependencyState.Degraded,
            _ => DependencyState.Unwell,
        };

        // The text of an exception may name machines and users.
        var advice = state == DependencyState.Ok ? null : (entry.Exception is null ? entry.Description : null) ?? "It does not answer; see the log of this process.";
        var now = new DependencyHealth(name, state, before?.State == state ? before.Since : at, advice);
        // One look may meet a bad moment; the log hears of what two looks in a row have found.
        if ((state == DependencyState.Ok || state == before?.State) && state != _told.GetValueOrDefault(name))
        {
            Tell(now);
        }

        return now;
    }

    private void Tell(DependencyHealth now)
    {
        _told[now.Name] = now.State;
        if (now.State == DependencyState.Ok)
        {
            LogWell(now.Name);
        }
        else
        {
            LogNotWell(now.Name, now.State, now.Advice!);
        }
    }

    /// <summary>Nothing before the first look: a process that waits for others does not serve yet.</summary>
    private IEnumerable<Measurement<int>> ObserveProcess() =>
        CheckedAt is null ? [] : [new Measurement<int>(IsDraining ? 0 : 1, new KeyValuePair<string, object?>("meetingintel.role", Role))];

    private IEnumerable<Measurement<int>> Observe() =>
        _dependencies.Select(dependency => new Measurement<int>((int)dependency.State, new KeyValuePair<string, object?>("meetingintel.dependency", dependency.Name)));

    [LoggerMessage(EventId = 80, Level = LogLevel.Warning, Message = "The dependency {Dependency} is {State}. {Advice}")]
    private partial void LogNotWell(string dependency, DependencyState state, string advice);

    [LoggerMessage(EventId = 81, Level = LogLevel.Information, Message = "The dependency {Dependency} is well again.")]
    private partial void LogWell(string dependency);
}

/// <summary>How one dependency is.</summary>
/// <param name="Name">Its name: <c>database</c>, <c>cluster</c>, <c>speech_to_text</c>, <c>disk</c>, <c>media</c>, and <c>membership</c> in a cluster.</param>
/// <param name="State">How it is.</param>
/// <param name="Since">Since when, as far as this process has seen.</param>
/// <param name="Advice">What to do, in one sentence; <see langword="null"/> when it is well.</param>
internal sealed record DependencyHealth(string Name, DependencyState State, DateTimeOffset Since, string? Advice);

/// <summary>How a dependency is; in this order on the meter.</summary>
internal enum DependencyState
{
    /// <summary>Well.</summary>
    Ok,

    /// <summary>It works, but something of it does not, or soon won't.</summary>
    Degraded,

    /// <summary>It does not work.</summary>
    Unwell,
}
