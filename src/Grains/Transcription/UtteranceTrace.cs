using System.Diagnostics;
using MeetingIntel.Observability;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>The trace of one utterance, as far as its transcription goes: heard, then committed.</summary>
/// <param name="utterance">The trace's root.</param>
internal sealed class UtteranceTrace(Activity utterance)
{
    private Activity? _commit;

    /// <summary>The span that everything behind the commit belongs to.</summary>
    public Activity? Commit => _commit;

    /// <summary>An utterance was heard.</summary>
    /// <param name="key">Where.</param>
    /// <param name="provider">By whom.</param>
    /// <param name="since">When its first audio was received.</param>
    /// <param name="now">When its text was there.</param>
    /// <param name="connection">The span of the connection that its audio came over, if recorded.</param>
    /// <returns><see langword="null"/> unless it is recorded.</returns>
    public static UtteranceTrace? Heard(TranscriptionKey key, string provider, DateTimeOffset since, DateTimeOffset now, string? connection)
    {
        if (MeetingTrace.Begin(MeetingTrace.Utterance, since, connection) is not { } utterance)
        {
            return null;
        }

        utterance.SetTag(MeetingTrace.SessionTag, key.SessionId);
        var hear = MeetingTrace.Continue(MeetingTrace.Hear, utterance.Id, since);
        hear?.SetTag("meetingintel.stt.provider", provider);
        hear?.SetEndTime(now.UtcDateTime);
        hear.End();
        return new UtteranceTrace(utterance) { _commit = MeetingTrace.Continue(MeetingTrace.Commit, utterance.Id) };
    }

    /// <summary>Its text is on record, or will not be.</summary>
    /// <param name="failure">Stable code when it will not be.</param>
    public void End(string? failure = null)
    {
        _commit.End(failure);
        utterance.End(failure);
    }
}
