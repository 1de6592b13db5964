using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Corrections;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Imports;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Imports;

/// <summary>
/// What becomes of an event that is read in: pure, no I/O. An import gives nobody rights, and says nothing of anybody whom this server knows: the session is whoever
/// imports it has; those who changed notes are kept as names; tasks get new ids, since a task is found by its id alone, whosever it is.
/// </summary>
internal static class ImportRules
{
    private const string Imported = "imported:";

    /// <summary>Each may change all that was said: more of them are nobody's work.</summary>
    private const int MaxRenames = 1000;

    /// <summary>So many segments they may change all in all: each is a row to be written.</summary>
    private const int MaxRenamedSegments = 100_000;

    /// <summary>Takes the next event in.</summary>
    /// <param name="sessionId">The session to be.</param>
    /// <param name="state">What came before; afterwards with it.</param>
    /// <param name="batch">Whose it will be.</param>
    /// <param name="imported">The event.</param>
    /// <param name="entry">The event to put on record.</param>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public static GrainError? Take(string sessionId, ImportState state, ImportBatch batch, ImportedEvent imported, out SessionEvent entry)
    {
        entry = imported.Event with { Data = Adopt(sessionId, batch, imported) };
        var due = (state.Session?.LastSeq ?? 0) + 1;
        if (entry.Seq != due)
        {
            return ImportErrors.Hole(due - 1, due);
        }

        if (Check(state, entry) is { } wrong)
        {
            return ImportErrors.BadEvent(due - 1, wrong);
        }

        if (state.RenamedSegments > MaxRenamedSegments)
        {
            return ImportErrors.TooManyRenamed(due - 1, MaxRenamedSegments);
        }

        state.Session = SessionFold.Apply(sessionId, state.Session, entry);
        return null;
    }

    /// <summary>Takes in how much of a channel's audio has its outcome.</summary>
    /// <param name="session">The session after all events.</param>
    /// <param name="audio">The audio that was kept.</param>
    /// <param name="channels">The channels.</param>
    /// <returns><see langword="null"/>, or what is wrong with them.</returns>
    public static GrainError? Check(SessionSnapshot session, ImportedAudio audio, IReadOnlyList<ImportedChannel> channels)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < channels.Count; i++)
        {
            if (SessionRules.Channel(session, channels[i].Name) is null || !seen.Add(channels[i].Name))
            {
                return ImportErrors.BadChannel(i, "no event opened such a channel, or it stands here twice.");
            }

            if (channels[i].AckedOffset < 0 || !(channels[i].AckedTime >= 0))
            {
                return ImportErrors.BadChannel(i, "'acked_offset' and 'acked_time' must not be negative.");
            }

            if (channels[i].AckedOffset < audio.Ends.GetValueOrDefault(channels[i].Name))
            {
                return ImportErrors.BadChannel(i, "audio of it was kept that is behind 'acked_offset'.");
            }
        }

        return audio.Ends.Keys.FirstOrDefault(name => !seen.Contains(name)) is null ? null : ImportErrors.MissingChannel;
    }

    private static SessionEventData Adopt(string sessionId, ImportBatch batch, ImportedEvent imported) => imported.Event.Data switch
    {
        SessionCreated created => created with { OrgId = batch.OrgId, OwnerId = batch.OwnerId },
        NoteCreated created => created with { By = Name(created.By, imported.ByName) },
        NoteUpdated updated => updated with { By = Name(updated.By, imported.ByName) },
        NoteDeleted deleted => deleted with { By = Name(deleted.By, imported.ByName) },
        TranscriptCorrected corrected => corrected with { By = Name(corrected.By, imported.ByName) },
        SpeakerRenamed renamed => renamed with { By = Name(renamed.By, imported.ByName) },
        SttTaskCreated created => new SttTaskCreated(Rename(sessionId, created.Task)),
        SttTaskDone done => new SttTaskDone(Rename(sessionId, done.Task)),
        SttTaskFailed failed => new SttTaskFailed(Rename(sessionId, failed.Task)),
        TranscriptVersionStarted started => started with { By = Name(started.By, imported.ByName) },
        var other => other,
    };

    private static string? Name(string? by, string? name) =>
        by is null ? null : Imported + (name ?? (by.StartsWith(Imported, StringComparison.Ordinal) ? by[Imported.Length..] : by));

    /// <summary>The same task, the same id: nothing of it has to be remembered.</summary>
    private static SttTask Rename(string sessionId, SttTask task) =>
        task with { Id = "stt_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sessionId}\n{task.Id}")).AsSpan(0, 16)) };

    private static string? Check(ImportState state, SessionEvent entry) => (entry.Data, state.Session) switch
    {
        (SessionCreated, null) => null,
        (_, null) => "a session begins with 'session.created'.",
        (SessionCreated, _) => "a session is created once.",
        (ChannelOpened opened, { } session) => Check(session, opened),
        (ChannelClosed closed, { } session) => CheckKnown(session, closed.Channel),
        (TranscriptionDelayed delayed, { } session) => CheckKnown(session, delayed.Channel),
        (TranscriptionRecovered recovered, { } session) => CheckKnown(session, recovered.Channel),
        (TranscriptCorrected corrected, _) => Correct(state, corrected) ? null : "a segment is corrected after it was said, to a later version; its channel, start and end stay; and the event says how many words it has more.",
        (SpeakerRenamed renamed, _) => Rename(state, renamed),
        (TranscriptSegmentAdded added, _) => state.AddSegment(added.Segment, entry.Seq, WordCount.Of(added.Segment.Text)) ? null : "another segment has this id.",
        (InsightsUpdated update, { } session) => update.ThroughSeq >= Math.Max(session.Insights?.ThroughSeq ?? 0, session.CorrectedSeq) && update.ThroughSeq < entry.Seq
            ? null
            : "'through_seq' must not go back, nor before a correction, and must be of an event before this one.",
        (NoteCreated { Note: var note }, _) => note.Version == 1 && state.Notes.TryAdd(note.Id, 1) ? null : "a note is created once, as version 1.",
        (NoteUpdated { Note: var note }, _) => Advance(state, note) ? null : "a note is changed after it was created and before it is deleted, one version at a time.",
        (NoteDeleted deleted, _) => Delete(state, deleted.Id) ? null : "a note is deleted once, after it was created.",
        (SttTaskCreated { Task: var task }, _) => task.Status == SttTaskStatus.Pending && state.Tasks.TryAdd(task.Id, true) ? null : "a task is created once, pending.",
        (SttTaskDone { Task: var task }, _) => Settle(state, task, SttTaskStatus.Done),
        (SttTaskFailed { Task: var task }, _) => Settle(state, task, SttTaskStatus.Failed),
        (RecordingAvailable { Recording: var recording }, { } session) => CheckKnown(session, recording.Channel) ?? state.Audio.Take(recording),
        (RecordingFull full, { } session) => CheckKnown(session, full.Channel) ?? (session.Details.Record ? null : "audio that is not kept has room."),
        (TranscriptVersionStarted started, _) => state.Audio.Begin(started),
        (TranscriptVersionSegments stretch, _) => state.Audio.Take(stretch),
        (TranscriptVersionDone done, _) => state.Audio.End(done.Version),
        (TranscriptVersionFailed failed, _) => state.Audio.End(failed.Version),
        _ => null,
    };

    private static string? Check(SessionSnapshot session, ChannelOpened opened)
    {
        var refused = SessionRules.OpenChannel(
            session with { Status = SessionStatus.Active, Channels = [.. session.Channels.Select(channel => channel with { Sender = null })] },
            new OpenChannel(opened.Channel, opened.Speaker, opened.SampleRate));
        return refused.Error?.Message ?? (opened.Offset < 0 ? "'offset' must not be negative." : null);
    }

    private static string? CheckKnown(SessionSnapshot session, string channel) => SessionRules.Channel(session, channel) is null ? "no event has opened this channel." : null;

    private static bool Correct(ImportState state, TranscriptCorrected corrected)
    {
        var words = WordCount.Of(corrected.Segment.Text);
        if (state.FindSegment(corrected.Segment.Id) is not { } known || corrected.Seq != known.Seq || corrected.Version <= known.Version || corrected.WordsAdded != words - known.Words
            || known.Sound != ImportedSegment.SoundOf(corrected.Segment))
        {
            return false;
        }

        state.PutSegment(corrected.Segment.Id, known with { Version = corrected.Version, Words = words, Speaker = state.Speakers.Move(known.Speaker, corrected.Segment.Speaker) });
        return true;
    }

    /// <summary>How much a rename changes decides how it is written, so what the event says of that must be true.</summary>
    private static string? Rename(ImportState state, SpeakerRenamed renamed)
    {
        if (renamed.From == renamed.To || ++state.Renames > MaxRenames)
        {
            return $"speakers get other names, at most {MaxRenames} times.";
        }

        var segments = state.Speakers.Rename(renamed.From, renamed.To);
        state.RenamedSegments += segments;
        return renamed.Segments == segments ? null : $"'segments' must be {segments}: so many were said under the old name.";
    }

    private static bool Advance(ImportState state, Note note)
    {
        if (state.Notes.GetValueOrDefault(note.Id) is not (> 0 and var version) || note.Version != version + 1)
        {
            return false;
        }

        state.Notes[note.Id] = note.Version;
        return true;
    }

    private static bool Delete(ImportState state, string id)
    {
        var stands = state.Notes.GetValueOrDefault(id) > 0;
        state.Notes[id] = 0;
        return stands;
    }

    private static string? Settle(ImportState state, SttTask task, SttTaskStatus status)
    {
        var pending = state.Tasks.GetValueOrDefault(task.Id);
        state.Tasks[task.Id] = false;
        return pending && task.Status == status ? null : "a task is settled once, after it was created, as the event says.";
    }
}
