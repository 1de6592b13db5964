using MeetingIntel.Storage.Recordings;

namespace MeetingIntel.Api.Recordings;

/// <summary>Audio that was kept. Second <c>t</c> of the file is second <c>start + t</c> on the channel's clock, on which the transcript's times count.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Start">Seconds on the channel's own audio clock where it begins.</param>
/// <param name="End">Seconds on the channel's own audio clock where it ends.</param>
/// <param name="SessionStart">Where it begins, seconds since the session first began: brings channels in step.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Bytes">How large the file is.</param>
/// <param name="Codec">How it is encoded.</param>
/// <param name="ContentType">What a request for it answers.</param>
/// <param name="Sha256">Of the file.</param>
/// <param name="At">Since when it can be listened to, UTC.</param>
/// <param name="Here">Whether the file is on this server: an import brings the record only.</param>
/// <param name="Url">Where it is.</param>
internal sealed record RecordingResponse(
    string Id,
    string Channel,
    double Start,
    double End,
    double SessionStart,
    double Duration,
    long Bytes,
    string Codec,
    string ContentType,
    string Sha256,
    DateTimeOffset At,
    bool Here,
    string Url)
{
    /// <summary>From what is on record.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="row">What is on record.</param>
    /// <param name="sessionStart">Where it begins on the session's clock.</param>
    public static RecordingResponse From(string sessionId, StoredRecording row, double sessionStart) => new(
        row.Recording.Id,
        row.Recording.Channel,
        Math.Round(row.Recording.Start, 3),
        Math.Round(row.Recording.End, 3),
        Math.Round(sessionStart, 3),
        Math.Round(row.Recording.End - row.Recording.Start, 3),
        row.Recording.Bytes,
        row.Recording.Codec,
        RecordingEndpoints.ContentType,
        row.Recording.Sha256,
        row.At,
        row.Here,
        $"/api/sessions/{sessionId}/recordings/{row.Recording.Id}");
}

/// <summary>A session's kept audio.</summary>
/// <param name="Record">Whether audio is kept that comes from now on.</param>
/// <param name="Recordings">By channel, then by time. Audio of a channel that is open becomes a recording when it closes.</param>
internal sealed record RecordingsResponse(bool Record, IReadOnlyList<RecordingResponse> Recordings);
