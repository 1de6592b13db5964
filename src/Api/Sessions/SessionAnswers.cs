using MeetingIntel.Api.Live;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Sessions;

/// <summary>Astro's answer to a new session.</summary>
/// <param name="SessionId">Its id.</param>
/// <param name="Session">The session.</param>
internal sealed record SessionCreatedResponse(string SessionId, SessionWithTranscript Session)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>Astro's answer to a start or an end.</summary>
/// <param name="Session">The session as it stands.</param>
internal sealed record SessionChangedResponse(SessionWithTranscript Session)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>Astro's lists.</summary>
/// <param name="Sessions">In order of creation.</param>
internal sealed record SessionListResponse(IReadOnlyList<FullSessionResponse> Sessions)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";

    /// <summary>How many there are.</summary>
    public int Count => Sessions.Count;
}

/// <summary>One session: bare (ASTRA), and again inside with its transcript (Astro).</summary>
internal sealed record SessionAnswer : FullSessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="inside">The same with what was said.</param>
    public SessionAnswer(SessionSnapshot session, SessionWithTranscript inside)
        : base(session) => Session = inside;

    /// <summary>The same session as Astro's clients read it.</summary>
    public SessionWithTranscript Session { get; }
}

/// <summary>A session with what was said in it, and what is understood of that.</summary>
internal sealed record SessionWithTranscript : FullSessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="transcripts">What was said, from the beginning.</param>
    /// <param name="summary">What is understood; <see langword="null"/>: nothing yet.</param>
    public SessionWithTranscript(SessionSnapshot session, IReadOnlyList<TranscriptEntry> transcripts, AstroSummary? summary)
        : base(session) => (Transcripts, MeetingSummary) = (transcripts, summary);

    /// <summary>What was said, from the beginning; long sessions are read in pages elsewhere.</summary>
    public IReadOnlyList<TranscriptEntry> Transcripts { get; }

    /// <summary>The running summary, as its event has it.</summary>
    public AstroSummary? MeetingSummary { get; }

    /// <summary>Astro's clients expect the list.</summary>
    public IReadOnlyList<string> DebugLogs { get; } = [];
}
