using System.Runtime.CompilerServices;
using MeetingIntel.Api.Identity;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Corrections;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Notes;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Telemetry;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Exports;

/// <summary>
/// A session as it stood at one moment, read page by page: what happens while it is written is not in it. Nothing of it is held but where things were said, a few bytes
/// each, to bring the channels' words into one order.
/// </summary>
internal sealed class SessionExport(ExportReads reads, Caller caller, SessionSnapshot session, InsightSet insights, DateTimeOffset at)
{
    private const int Page = 500;
    private const int PlacesPage = 5_000;

    private TranscriptOrder? _order;

    /// <summary>The session.</summary>
    public SessionSnapshot Session => session;

    /// <summary>What is understood of it.</summary>
    public InsightSet Insights => insights;

    /// <summary>When it is read, UTC.</summary>
    public DateTimeOffset At => at;

    /// <summary>Who reads it.</summary>
    public Caller Caller => caller;

    /// <summary>Begins to read a session.</summary>
    /// <param name="reads">Where from.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="sessionId">Which.</param>
    /// <param name="at">Now.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns><see langword="null"/>: there is no such session.</returns>
    public static async Task<SessionExport?> OpenAsync(ExportReads reads, Caller caller, string sessionId, DateTimeOffset at, CancellationToken stop)
    {
        // In this order: what they rest on is on the timeline then.
        var insights = await reads.Insights.GetAsync(caller.OrgId, sessionId, stop);
        return await reads.Sessions.LoadAsync(sessionId, stop) is { } session && session.OrgId == caller.OrgId
            ? new SessionExport(reads, caller, session, insights.Insights, at)
            : null;
    }

    /// <summary>The whole timeline.</summary>
    /// <param name="stop">Gives up.</param>
    public async IAsyncEnumerable<RecordedEvent> EventsAsync([EnumeratorCancellation] CancellationToken stop)
    {
        for (var after = 0L; after < session.LastSeq;)
        {
            var page = await reads.Journal.ReadAsync(caller.OrgId, session.Id, after, (int)Math.Min(Page, session.LastSeq - after), stop);
            var names = await NamesAsync(page, stop);
            foreach (var entry in page)
            {
                // Better no file than one that looks whole.
                yield return entry.Seq == ++after ? new(entry, names.GetValueOrDefault(entry.Seq)) : throw Gone();
            }

            if (page.Count == 0)
            {
                throw Gone();
            }
        }
    }

    /// <summary>What was said, in order of the session's clock.</summary>
    /// <param name="stop">Gives up.</param>
    public async IAsyncEnumerable<Spoken> SaidAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var order = await OrderAsync(stop);
        foreach (var page in order.Seqs.Chunk(Page))
        {
            var rows = (await reads.Transcripts.ListAsOfAsync(caller.OrgId, session.Id, session.LastSeq, page, stop)).ToDictionary(row => row.Seq);
            foreach (var seq in page)
            {
                var said = rows.GetValueOrDefault(seq) ?? throw Gone();
                yield return order.Place(said);
            }
        }
    }

    /// <summary>Everybody who speaks, in the order in which they first do.</summary>
    /// <param name="stop">Gives up.</param>
    public async Task<IReadOnlyList<string>> SpeakersAsync(CancellationToken stop) => (await OrderAsync(stop)).Speakers;

    /// <summary>The notes that stood, by the time of their observation.</summary>
    /// <param name="stop">Gives up.</param>
    public async IAsyncEnumerable<Note> NotesAsync([EnumeratorCancellation] CancellationToken stop)
    {
        string? cursor = null;
        do
        {
            var page = await reads.Notes.ListAsOfAsync(caller.OrgId, session.Id, session.LastSeq, cursor, Page, stop);
            foreach (var note in page.Succeeded ? page.Value.Notes : throw new InvalidOperationException(page.Error.Message))
            {
                yield return note;
            }

            cursor = page.Value.Next;
        }
        while (cursor is not null);
    }

    /// <summary>The audio that was kept and is here, each to be disposed of: for members, since who was given a link was not given the voices.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>Their names; <see langword="null"/> with that of a file that is gone.</returns>
    public async IAsyncEnumerable<(string Name, Stream? Audio)> AudioAsync([EnumeratorCancellation] CancellationToken stop)
    {
        var rows = caller.Permissions.HasFlag(Permissions.ListSessions) ? await reads.Recordings.ListAsync(caller.OrgId, session.Id, stop) : [];
        foreach (var row in rows.Where(row => row.Here && row.Seq <= session.LastSeq))
        {
            var audio = await reads.Files.OpenAsync(RecordingKeys.OfRecording(caller.OrgId, session.Id, row.Recording), 0, stop);
            yield return ($"{row.Recording.Channel}-{row.Recording.Id}.ogg", audio);
        }
    }

    /// <summary>What was measured, channel by channel, oldest first. It stands on no timeline, so that points which come meanwhile may be in it.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>Stretches; of each channel at least one.</returns>
    public async IAsyncEnumerable<Measured> MeasuredAsync([EnumeratorCancellation] CancellationToken stop)
    {
        foreach (var channel in await reads.Telemetry.ListChannelsAsync(caller.OrgId, session.Id, stop))
        {
            TelemetryReading? last = null;
            while (await reads.Telemetry.ReadAsync(caller.OrgId, channel.Channel.Id, last, Page, stop) is { Count: > 0 } page)
            {
                yield return new(channel.Channel, page);
                last = page[^1];
            }
        }
    }

    private async ValueTask<IReadOnlyDictionary<long, string>> NamesAsync(IReadOnlyList<SessionEvent> page, CancellationToken stop)
    {
        var changes = page.Select(entry => (NoteId: NoteOf(entry.Data), entry.Seq)).Where(change => change.NoteId is not null).Select(change => (change.NoteId!, change.Seq)).ToArray();
        var names = changes.Length == 0 ? new Dictionary<long, string>() : await reads.Notes.ActorNamesAsync(caller.OrgId, session.Id, changes, stop);
        var corrections = page.Where(entry => entry.Data is TranscriptCorrected or SpeakerRenamed).Select(entry => entry.Seq).ToArray();
        return corrections.Length == 0 ? names : names.Concat(await reads.Corrections.ActorNamesAsync(caller.OrgId, session.Id, corrections, stop)).ToDictionary();
    }

    private InvalidOperationException Gone() => new($"Session '{session.Id}' has gone, or a part of it, while it was exported.");

    private static string? NoteOf(SessionEventData data) => data switch
    {
        NoteCreated created => created.Note.Id,
        NoteUpdated updated => updated.Note.Id,
        NoteDeleted deleted => deleted.Id,
        _ => null,
    };

    private async Task<TranscriptOrder> OrderAsync(CancellationToken stop)
    {
        if (_order is not null)
        {
            return _order;
        }

        var clock = new SessionClock(session.CreatedAt);
        await foreach (var entry in PagesAsync((after, limit) => reads.Journal.ReadAsync(caller.OrgId, session.Id, SessionClock.Types, after, limit, stop), entry => entry.Seq, Page))
        {
            clock.Add(entry);
        }

        var order = new TranscriptOrder(clock);
        await foreach (var place in PagesAsync((after, limit) => reads.Transcripts.ListPlacesAsync(caller.OrgId, session.Id, session.LastSeq, after, limit, stop), place => place.Seq, PlacesPage))
        {
            order.Add(place);
        }

        order.Sort();
        return _order = order;
    }

    /// <summary>All up to the moment of the export.</summary>
    private async IAsyncEnumerable<T> PagesAsync<T>(Func<long, int, Task<IReadOnlyList<T>>> read, Func<T, long> seqOf, int limit)
    {
        for (var after = 0L; ;)
        {
            var page = await read(after, limit);
            foreach (var item in page.TakeWhile(item => seqOf(item) <= session.LastSeq))
            {
                yield return item;
            }

            if (page.Count < limit)
            {
                yield break;
            }

            after = seqOf(page[^1]);
        }
    }
}

/// <summary>Where exports come from.</summary>
/// <param name="Sessions">Sessions.</param>
/// <param name="Journal">Their timelines.</param>
/// <param name="Transcripts">What was said.</param>
/// <param name="Notes">What was noted.</param>
/// <param name="Corrections">Who corrected what was said.</param>
/// <param name="Insights">What is understood.</param>
/// <param name="Telemetry">What was measured.</param>
/// <param name="Recordings">Which audio was kept.</param>
/// <param name="Files">The audio itself.</param>
internal sealed record ExportReads(ISessionReads Sessions, IJournalReads Journal, ITranscriptReads Transcripts, INoteReads Notes, ICorrectionReads Corrections, IInsightReads Insights, ITelemetryReads Telemetry, IRecordingReads Recordings, IFileStore Files);

/// <summary>A stretch of a telemetry channel.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Points">Some of its points, oldest first.</param>
internal sealed record Measured(ChannelInfo Channel, IReadOnlyList<TelemetryReading> Points);

/// <summary>An event of the timeline.</summary>
/// <param name="Event">The event.</param>
/// <param name="ByName">What whoever caused it was called then, where that is on record.</param>
internal sealed record RecordedEvent(SessionEvent Event, string? ByName);

/// <summary>Something that was said, on the session's clock.</summary>
/// <param name="Start">Seconds.</param>
/// <param name="Shift">What the session's clock is ahead of the channel's, seconds.</param>
/// <param name="Segment">What was said; its times are the channel's.</param>
internal readonly record struct Spoken(double Start, double Shift, TranscriptSegment Segment)
{
    /// <summary>Who, or where it was heard.</summary>
    public string Speaker => string.IsNullOrWhiteSpace(Segment.Speaker) ? Segment.Channel : Segment.Speaker;
}
