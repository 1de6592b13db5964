namespace MeetingIntel.Api.Identity;

/// <summary>A sentence.</summary>
/// <param name="Message">The sentence.</param>
internal sealed record MessageResponse(string Message);
