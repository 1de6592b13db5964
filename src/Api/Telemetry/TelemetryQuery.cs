using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Telemetry;

/// <summary>What may stand in the query of telemetry.</summary>
internal sealed record TelemetryQuery
{
    private const int DefaultLimit = 1000;
    private const int MaxLimit = 10_000;
    private const int MaxBuckets = 10_000;
    private const double MaxResolution = 366 * 24 * 60 * 60;

    [FromQuery(Name = "channel"), Description("Only this channel's points; needed for buckets."), MaxLength(PointText.MaxChannel)]
    public string? Channel { get; init; }

    [FromQuery(Name = "from"), Description("Only points measured then or later: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only points measured then or before: ISO 8601, UTC unless it says otherwise."), DataType(DataType.DateTime)]
    public string? To { get; init; }

    [FromQuery(Name = "limit"), Description("At most so many points; 1000 unless given."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("For the next page of points: the header X-Next-Cursor of the page before.")]
    public string? Cursor { get; init; }

    [FromQuery(Name = "resolution"), Description("Sums the points up in buckets of so many seconds, 0.001 or more; of longer ones where there would be too many.")]
    public string? Resolution { get; init; }

    [FromQuery(Name = "max_points"), Description("Sums the points up in at most so many buckets with the lowest, the highest and the mean; fewer points come as they are."), Range(2, MaxBuckets)]
    public string? MaxPoints { get; init; }

    /// <summary>Whether points are to be summed up.</summary>
    public bool WantsBuckets => !string.IsNullOrEmpty(Resolution) || !string.IsNullOrEmpty(MaxPoints);

    /// <summary>Reads the query.</summary>
    /// <param name="stretch">Which points, and how they are wanted.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out Stretch stretch)
    {
        stretch = new Stretch(null, null, DefaultLimit, null, MaxBuckets);
        if ((QueryTime.ReadRange(From, To, out var from, out var to) ?? QueryText.Check("channel", Channel, PointText.MaxChannel)) is { } problem)
        {
            return problem;
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, DefaultLimit) is not { } limit)
        {
            return ApiProblem.Invalid("limit", $"'limit' must be a number from 1 to {MaxLimit}.");
        }

        if (QueryNumber.Read(MaxPoints, 2, MaxBuckets, MaxBuckets) is not { } buckets)
        {
            return ApiProblem.Invalid("max_points", $"'max_points' must be a number from 2 to {MaxBuckets}.");
        }

        double? resolution = null;
        if (!string.IsNullOrEmpty(Resolution))
        {
            if (!double.TryParse(Resolution, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) || seconds is not (>= 0.001 and <= MaxResolution))
            {
                return ApiProblem.Invalid("resolution", $"'resolution' must be a number of seconds from 0.001 to {MaxResolution}.");
            }

            resolution = seconds;
        }

        stretch = new Stretch(from, to, (int)limit, resolution, (int)buckets);
        return WantsBuckets && string.IsNullOrEmpty(Channel) ? ApiProblem.Invalid("channel", "'channel' is required where points are summed up.", "telemetry.no-channel") : null;
    }

    /// <summary>Which points, and how they are wanted.</summary>
    /// <param name="From">Measured then or later.</param>
    /// <param name="To">Measured then or before.</param>
    /// <param name="Limit">At most so many points.</param>
    /// <param name="Resolution">Seconds of a bucket.</param>
    /// <param name="MaxPoints">At most so many buckets.</param>
    public sealed record Stretch(DateTimeOffset? From, DateTimeOffset? To, int Limit, double? Resolution, int MaxPoints);
}
