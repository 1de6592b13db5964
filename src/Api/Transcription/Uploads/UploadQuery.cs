using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>What may stand beside a recording; where it comes in JSON, the fields there go first.</summary>
internal sealed record UploadQuery
{
    [FromQuery(Name = "session_id"), Description("The session that the recording belongs to; it gets one of its own unless given.")]
    public string? SessionId { get; init; }

    [FromQuery(Name = "channel"), Description("The channel's name: letters, digits, '-', '_', '.'. Unless given, one that no other recording has; stereo goes to two, '.left' and '.right'.")]
    public string? Channel { get; init; }

    [FromQuery(Name = "speaker"), Description("Who speaks; for stereo two names with a comma between them, left first.")]
    public string? Speaker { get; init; }

    [FromQuery(Name = "name"), Description("What a session of the recording's own is called; as the file unless given.")]
    public string? Name { get; init; }

    [FromHeader(Name = "X-File-Name"), Description("The file's name, percent-encoded, where the file is the body.")]
    public string? FileName { get; init; }
}
