using System.Text;
using MeetingIntel.Api.Json;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Sessions;

/// <summary>A session as lists carry it: the fields of ASTRA's and of Astro's session.</summary>
/// <param name="Id">Session id.</param>
/// <param name="SessionId">The same.</param>
/// <param name="Name">Title.</param>
/// <param name="Description">Free text.</param>
/// <param name="Type">Kind of session as the client names it.</param>
/// <param name="Status"><c>created</c>, <c>active</c> or <c>ended</c>.</param>
/// <param name="OwnerId">Who created it: the person or the API key.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
/// <param name="Duration">Whole seconds from start to end, or of the longest audio heard when that is more, as of a recording that was transcribed faster than it was spoken; <see langword="null"/> until it ended.</param>
/// <param name="NoteCount">Notes on its timeline.</param>
/// <param name="TranscriptCount">Final transcript segments.</param>
/// <param name="WordCount">Words in them.</param>
/// <param name="InsightsGenerated">Insights that stand.</param>
/// <param name="LastSeq">Sequence number of its newest event.</param>
/// <param name="Record">Whether its audio is kept.</param>
internal record SessionResponse(
    string Id,
    string SessionId,
    string Name,
    string? Description,
    string Type,
    SessionStatus Status,
    string OwnerId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    long? Duration,
    int NoteCount,
    int TranscriptCount,
    int WordCount,
    int InsightsGenerated,
    long LastSeq,
    bool Record)
{
    /// <summary>From what the grain or the store says.</summary>
    /// <param name="session">The session.</param>
    public static SessionResponse From(SessionSnapshot session) => new(
        session.Id,
        session.Id,
        session.Details.Name,
        session.Details.Description,
        session.Details.Type,
        session.Status,
        session.OwnerId,
        session.CreatedAt,
        session.StartedAt,
        session.EndedAt,
        DurationOf(session),
        session.NoteCount,
        session.SegmentCount,
        session.WordCount,
        session.InsightCount,
        session.LastSeq,
        session.Details.Record);

    private static long? DurationOf(SessionSnapshot session) => session is { Status: SessionStatus.Ended, StartedAt: { } started, EndedAt: { } ended }
        ? (long)Math.Round(session.Channels.Select(channel => channel.AckedTime).Append((ended - started).TotalSeconds).Append(0).Max(), MidpointRounding.AwayFromZero)
        : null;
}

/// <summary>A session with everything that Astro's clients read from one.</summary>
internal record FullSessionResponse : SessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    protected FullSessionResponse(SessionSnapshot session)
        : base(From(session))
    {
        MeetingInfo = new(Encoding.UTF8.GetBytes(session.Details.MeetingInfo));
        MeetingBrief = session.Details.MeetingBrief;
        CompetitiveIntelligence = session.Details.CompetitiveIntelligence;
        AgentCapabilities = session.Details.AgentCapabilities;
        Channels = session.Channels;
        DeepgramActive = session.Status == SessionStatus.Active && session.Channels.Any(channel => channel.Open);
    }

    /// <summary>The client's own object.</summary>
    public RawJson MeetingInfo { get; }

    /// <summary>What the meeting is for.</summary>
    public string MeetingBrief { get; }

    /// <summary>What is known of the competition.</summary>
    public string CompetitiveIntelligence { get; }

    /// <summary>What the assistant may do.</summary>
    public string AgentCapabilities { get; }

    /// <summary>Whether it takes audio that is transcribed, whoever does it: Astro named its vendor. Not of one that is over, though its last words may still be heard.</summary>
    public bool DeepgramActive { get; }

    /// <summary>Its audio channels.</summary>
    public IReadOnlyList<AudioChannel> Channels { get; }

    /// <summary>From what the grain says.</summary>
    /// <param name="session">The session.</param>
    public static FullSessionResponse FromSnapshot(SessionSnapshot session) => new(session);
}
