using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Sessions;

/// <summary>Astro's answer to a new session.</summary>
/// <param name="SessionId">Its id.</param>
/// <param name="Session">The session.</param>
internal sealed record SessionCreatedResponse(string SessionId, FullSessionResponse Session)
{
    /// <summary>Always <c>success</c>.</summary>
    public string Status => "success";
}

/// <summary>Astro's answer to a start or an end.</summary>
/// <param name="Session">The session as it stands.</param>
internal sealed record SessionChangedResponse(FullSessionResponse Session)
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
    /// <param name="transcripts">What was said, from the beginning.</param>
    public SessionAnswer(SessionSnapshot session, IReadOnlyList<TranscriptEntry> transcripts)
        : base(session) => Session = new(session, transcripts);

    /// <summary>The same session as Astro's clients read it.</summary>
    public SessionWithTranscript Session { get; }
}

/// <summary>A session with what was said in it.</summary>
internal sealed record SessionWithTranscript : FullSessionResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="session">The session.</param>
    /// <param name="transcripts">What was said, from the beginning.</param>
    public SessionWithTranscript(SessionSnapshot session, IReadOnlyList<TranscriptEntry> transcripts)
        : base(session) => Transcripts = transcripts;

    /// <summary>What was said, from the beginning; long sessions are read in pages elsewhere.</summary>
    public IReadOnlyList<TranscriptEntry> Transcripts { get; }

    /// <summary>Astro's clients expect the list.</summary>
    public IReadOnlyList<string> DebugLogs { get; } = [];
}
