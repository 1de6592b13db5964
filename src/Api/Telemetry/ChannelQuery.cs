using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Telemetry;

/// <summary>Which channel is meant.</summary>
internal sealed record ChannelQuery
{
    [FromQuery(Name = "channel"), Description("The channel's name; required."), MaxLength(PointText.MaxChannel)]
    public string? Channel { get; init; }

    /// <summary>What is wrong, if anything.</summary>
    public ApiProblem? Check() =>
        string.IsNullOrEmpty(Channel) ? ApiProblem.Invalid("channel", "'channel' is required.", "telemetry.no-channel") : QueryText.Check("channel", Channel, PointText.MaxChannel);
}
