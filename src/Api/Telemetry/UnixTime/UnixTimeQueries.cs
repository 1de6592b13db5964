using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Telemetry.UnixTime;

/// <summary>Asks for a channel at a moment.</summary>
internal sealed record ChannelAtQuery
{
    [FromQuery(Name = "session"), Description("The session's id; required.")]
    public string? Session { get; init; }

    [FromQuery(Name = "name"), Description("The channel's name; required."), MaxLength(PointText.MaxChannel)]
    public string? Name { get; init; }

    [FromQuery(Name = "at"), Description("The moment, seconds since 1970; required.")]
    public string? At { get; init; }

    /// <summary>What is wrong with what is meant, if anything.</summary>
    public ApiProblem? Check() => UnixTimes.Required("session", Session) ?? UnixTimes.Required("name", Name) ?? QueryText.Check("name", Name, PointText.MaxChannel);
}

/// <summary>Asks for a channel in a stretch of time.</summary>
internal sealed record ChannelRangeQuery
{
    [FromQuery(Name = "session"), Description("The session's id; required.")]
    public string? Session { get; init; }

    [FromQuery(Name = "name"), Description("The channel's name; required."), MaxLength(PointText.MaxChannel)]
    public string? Name { get; init; }

    [FromQuery(Name = "t0"), Description("Measured then or later, seconds since 1970; required.")]
    public string? T0 { get; init; }

    [FromQuery(Name = "t1"), Description("Measured before then, seconds since 1970; required.")]
    public string? T1 { get; init; }

    /// <summary>What is wrong with what is meant, if anything.</summary>
    public ApiProblem? Check() => UnixTimes.Required("session", Session) ?? UnixTimes.Required("name", Name) ?? QueryText.Check("name", Name, PointText.MaxChannel);

    /// <summary>Reads the stretch.</summary>
    /// <param name="from">Its beginning.</param>
    /// <param name="before">Its end, not included.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? ReadRange(out DateTimeOffset from, out DateTimeOffset before) => UnixTimes.ReadRange(T0, T1, out from, out before);
}

/// <summary>Asks for what happened in a stretch of time.</summary>
internal sealed record IncidentQuery
{
    private const int MaxLimit = 500;

    [FromQuery(Name = "session"), Description("The session's id; required.")]
    public string? Session { get; init; }

    [FromQuery(Name = "t0"), Description("Then or later, seconds since 1970; required.")]
    public string? T0 { get; init; }

    [FromQuery(Name = "t1"), Description("Before then, seconds since 1970; required.")]
    public string? T1 { get; init; }

    [FromQuery(Name = "severity"), Description("Only these: all (unless given), warning, activity_hi, activity_lo or command.")]
    public string? Severity { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many, the first ones; 20 unless given."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="stretch">What is asked for.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out IncidentStretch stretch)
    {
        var badRange = UnixTimes.ReadRange(T0, T1, out var from, out var before);
        var severity = string.IsNullOrEmpty(Severity) || Severity == "all" ? null : Severity;
        stretch = new IncidentStretch(from, before, severity, 0);
        if ((UnixTimes.Required("session", Session) ?? badRange) is { } problem)
        {
            return problem;
        }

        if (severity is not null && !Severities.All.Contains(severity))
        {
            return new ApiProblem(StatusCodes.Status400BadRequest, "telemetry.bad-severity", $"'severity' must be all, {string.Join(", ", Severities.All)}.");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, 20) is not { } limit)
        {
            return ApiProblem.Invalid("limit", $"'limit' must be a number from 1 to {MaxLimit}.");
        }

        stretch = stretch with { Limit = (int)limit };
        return null;
    }
}

/// <summary>What is asked for of what happened.</summary>
/// <param name="From">Then or later.</param>
/// <param name="Before">Before then.</param>
/// <param name="Severity">Only of this; <see langword="null"/>: of any.</param>
/// <param name="Limit">At most so many.</param>
internal sealed record IncidentStretch(DateTimeOffset From, DateTimeOffset Before, string? Severity, int Limit);
