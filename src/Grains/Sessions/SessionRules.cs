using System.Text.RegularExpressions;
using MeetingIntel.Insights;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Sessions;

/// <summary>What a command does to a session: pure, no I/O.</summary>
internal static partial class SessionRules
{
    /// <summary>Most audio channels in one session.</summary>
    public const int MaxChannels = 64;

    /// <summary>The channel of lines that came as text.</summary>
    public const string ExternalChannel = "external";

    public static IReadOnlyList<SessionEventData> Create(CreateSession command)
    {
        var created = new SessionCreated(command.OrgId, command.OwnerId, command.Details);
        return command.Start ? [created, new SessionStarted()] : [created];
    }

    /// <summary>Ends a session that was made for a recording of which no more comes, and says so where it breaks off.</summary>
    public static IReadOnlyList<SessionEventData> BreakOff(SessionSnapshot session) => IsRecordingUnderWay(session)
        ? [.. session.Channels.Where(channel => channel.Open).Select(channel => TranscriptGap.BreaksOff(channel.Name, channel.AckedTime)), .. End(session)]
        : [];

    /// <summary>Whether a session is made for one recording. Clients may call theirs so, too, but none that is live at once.</summary>
    public static bool IsRecording(CreateSession command) => command is { Start: true, Details.Type: SessionDetails.Recording };

    /// <summary>Whether a session that was made for one recording waits for its end. When people go on with it later, it is theirs.</summary>
    public static bool IsRecordingUnderWay(SessionSnapshot session) =>
        session is { Status: SessionStatus.Active, Details.Type: SessionDetails.Recording } && session.StartedAt == session.CreatedAt;

    public static IReadOnlyList<SessionEventData> Start(SessionSnapshot session) =>
        session.Status == SessionStatus.Active ? [] : [new SessionStarted()];

    public static IReadOnlyList<SessionEventData> End(SessionSnapshot session) =>
        session.Status == SessionStatus.Ended ? [] : [new SessionEnded()];

    /// <summary>A change of insights means something only behind what it is a change of: on a silo that hung, an understanding may live that is long behind another one. And only if it has read what people corrected meanwhile.</summary>
    public static Decision Update(SessionSnapshot session, UpdateInsights command)
    {
        var current = session.Insights ?? InsightMark.None;
        return command.Update.ThroughSeq < current.ThroughSeq || (command.Base is { } known && known != current)
            || command.CorrectedSeq != session.CorrectedSeq || command.Update.ThroughSeq < session.CorrectedSeq
            ? SessionErrors.InsightsOutdated
            : new SessionEventData[] { command.Update };
    }

    public static Decision Update(SessionSnapshot session, UpdateSession command)
    {
        var details = session.Details with
        {
            Name = command.Name ?? session.Details.Name,
            Description = command.Description ?? session.Details.Description,
            Record = command.Record ?? session.Details.Record,
        };
        if (details.Record != session.Details.Record && session.Status == SessionStatus.Ended && command.Status != SessionStatus.Active)
        {
            return RecordingErrors.SessionEnded;
        }

        var events = new List<SessionEventData>();
        if (details != session.Details)
        {
            events.Add(new SessionUpdated(details));
        }

        switch (command.Status)
        {
            case null:
                break;
            case SessionStatus.Active:
                events.AddRange(Start(session));
                break;
            case SessionStatus.Ended:
                events.AddRange(End(session));
                break;
            case SessionStatus.Created:
            default:
                return new GrainError(GrainErrorKind.Validation, "session.bad-status", "A session can be made 'active' or 'ended'.");
        }

        return events;
    }

    public static Decision OpenChannel(SessionSnapshot session, OpenChannel command)
    {
        if (!ChannelName().IsMatch(command.Channel) || command.Channel == ExternalChannel)
        {
            return SessionErrors.BadChannelName;
        }

        if (!SampleRates.All.Contains(command.SampleRate))
        {
            return SessionErrors.UnsupportedRate;
        }

        // A server that was lost may have received audio before the end, and the client still has it.
        var known = Channel(session, command.Channel);
        var resumes = session.Status == SessionStatus.Ended && known is { Open: true };
        if (session.Status != SessionStatus.Active && !resumes)
        {
            return SessionErrors.NotLive(session);
        }

        if (known is null && session.Channels.Count >= MaxChannels)
        {
            return SessionErrors.TooManyChannels;
        }

        // Nobody may know yet whether the later one is still there: where its transcription was lost, it needs a moment to come back.
        if (known is { Open: true, Sender: { } holder } && !command.IsQuiet && command.Sender is { } sender && string.CompareOrdinal(sender, holder) < 0)
        {
            return SessionErrors.OutdatedConnection;
        }

        // Since another one sends, the numbers that this one goes by are those of other bytes.
        if (known is not null && known.Sender != command.Sender && command.Offset < known.AckedOffset)
        {
            return SessionErrors.Superseded;
        }

        var speaker = command.Speaker is null || command.Speaker == known?.OpenedFor ? known?.Speaker : command.Speaker;
        return known is { Open: true } && known.Speaker == speaker && known.SampleRate == command.SampleRate && known.Sender == command.Sender
            ? Decision.Nothing
            : new SessionEventData[] { new ChannelOpened(command.Channel, speaker, command.SampleRate, command.Sender, known?.AckedOffset ?? 0) };
    }

    /// <summary>A stretch of audio has its outcome: decided on where the channel stands, so that the same stretch can't be written twice.</summary>
    public static Decision CommitOutcome(SessionSnapshot session, CommitOutcome command)
    {
        if (Channel(session, command.Channel) is not { } channel)
        {
            return SessionErrors.UnknownChannel(command.Channel);
        }

        var closing = command.Close && channel.Open;
        if (command.Close && !channel.Open && command.ToOffset == channel.AckedOffset)
        {
            return Decision.Nothing;
        }

        if (command.FromOffset != channel.AckedOffset)
        {
            var committedBefore = command.ToOffset <= channel.AckedOffset && command.ToOffset > command.FromOffset;
            return committedBefore && !closing
                ? Decision.Nothing
                : SessionErrors.OffsetConflict(command.Channel, channel.AckedOffset, command.FromOffset);
        }

        var events = new List<SessionEventData>(command.Segments.Count + command.Gaps.Count + 1);
        events.AddRange(command.Segments.Select(segment => new TranscriptSegmentAdded(segment with { Speaker = SpeakerOf(channel, segment.Speaker) })));
        events.AddRange(command.Gaps);
        if (closing)
        {
            events.Add(new ChannelClosed(command.Channel, command.ToTime));
        }

        return command.ToOffset == command.FromOffset
            ? new Decision(events, [], null)
            : new Decision(events, [new ChannelAdvance(command.Channel, command.FromOffset, command.ToOffset, command.ToTime)], null);
    }

    public static Decision ReportDelay(SessionSnapshot session, ReportDelay command)
    {
        if (Channel(session, command.Channel) is not { } channel)
        {
            return SessionErrors.UnknownChannel(command.Channel);
        }

        if (channel.Delayed == command.Delayed)
        {
            return Decision.Nothing;
        }

        return new SessionEventData[] { command.Delayed ? new TranscriptionDelayed(command.Channel, command.Lag) : new TranscriptionRecovered(command.Channel) };
    }

    /// <summary>There is no room for more audio: all channels learn of it as they learn that people want none kept. Each of them may say so, and again after a crash.</summary>
    public static Decision StopKeepingAudio(SessionSnapshot session, RecordingFull full) =>
        session.Details.Record ? new SessionEventData[] { full } : Decision.Nothing;

    /// <summary>Whether nothing more will be said: the session has ended, and all of its audio has its outcome.</summary>
    public static bool IsComplete(SessionSnapshot session) => session.Status == SessionStatus.Ended && !session.Channels.Any(channel => channel.Open);

    /// <summary>Who speaks on a channel, by the name that people have given them since it was opened.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="speaker">The name that whoever hears it knows: <see cref="OpenedFor"/>.</param>
    public static string? SpeakerOf(AudioChannel channel, string? speaker) => speaker is not null && speaker == channel.OpenedFor ? channel.Speaker : speaker;

    /// <summary>Who speaks on a channel, by the name that its client gives. It stays the same however often people change it.</summary>
    /// <param name="channel">The channel.</param>
    public static string? OpenedFor(AudioChannel channel) => channel.OpenedFor ?? channel.Speaker;

    public static AudioChannel? Channel(SessionSnapshot session, string name) =>
        session.Channels.FirstOrDefault(channel => channel.Name == name);

    [GeneratedRegex(@"^[A-Za-z0-9_.\-]{1,64}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex ChannelName();
}
