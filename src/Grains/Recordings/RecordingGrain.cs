using MeetingIntel.Grains.Sessions;
using MeetingIntel.Providers.Files;
using MeetingIntel.Providers.Media;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Recordings;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Grains.Recordings;

/// <summary>
/// Makes recordings of pieces, beside the grains that hear: an hour of audio takes a while to encode. A reminder that is set before the first piece is kept sees to it,
/// whichever process has died meanwhile. All of it can be done again: the same pieces are the same recording.
/// </summary>
[GrainType("recording")]
internal sealed partial class RecordingGrain(
    IFileStore files, IAudioEncoder encoder, IRecordingReads recordings, IOptions<RecordingOptions> options, ILogger<RecordingGrain> logger) : Grain, IRecordingGrain, IRemindable
{
    private const string Reminder = "audio-unfinished";

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private TranscriptionKey _key;
    private ISessionGrain _session = null!;
    private LongWork _work = null!;
    private WorkReminder _reminder = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = TranscriptionKey.Parse(this.GetPrimaryKeyString());
        _session = GrainFactory.GetGrain<ISessionGrain>(_key.SessionId);
        _work = new LongWork(FinishPiecesAsync, DelayDeactivation, Longest, NoteFailureAsync);
        _reminder = new WorkReminder(this, Reminder, options.Value.LookAfter);
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => await _work.DisposeAsync();

    public Task ExpectAsync() => _reminder.ExpectAsync();

    public Task FinishAsync()
    {
        _work.Begin();
        return Task.CompletedTask;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _work.Begin();
        return Task.CompletedTask;
    }

    private async Task FinishPiecesAsync(CancellationToken cancellationToken)
    {
        var asked = _reminder.Asked;
        var read = await _session.GetAsync();
        if (!read.Succeeded)
        {
            // Whoever erased the session has deleted its files.
            if (read.Error.Kind == GrainErrorKind.NotFound)
            {
                await _reminder.ForgetAsync(asked);
            }

            return;
        }

        var session = read.Value;
        if (SessionRules.Channel(session, _key.Channel) is not { Open: false } channel)
        {
            return;
        }

        var folder = RecordingKeys.OfPieces(session.OrgId, _key);
        var pieces = AudioPiece.Of(await files.ListAsync(folder, cancellationToken));
        var known = await KnownAsync(session.OrgId, cancellationToken);
        if (RecordingRules.Plan(pieces.Select(file => file.Piece), known, channel.AckedOffset) is [_, ..] parts)
        {
            if (!await RecordAsync(session.OrgId, folder, parts, cancellationToken))
            {
                return;
            }

            known = await KnownAsync(session.OrgId, cancellationToken);
        }

        foreach (var (_, name) in pieces.Where(file => RecordingRules.IsCovered(file.Piece, known)))
        {
            await files.DeleteAsync(name, cancellationToken);
        }

        // Somebody may have opened the channel meanwhile, and was told that this grain looks after it.
        if (!_work.IsWantedAgain && await _session.GetAsync() is { Succeeded: true, Value: var now } && SessionRules.Channel(now, _key.Channel) is { Open: false } still && still.AckedOffset == channel.AckedOffset)
        {
            await _reminder.ForgetAsync(asked);
        }
    }

    private async Task NoteFailureAsync(Exception failure)
    {
        if (await _session.IsErasedAsync())
        {
            LogErased(_key);
            return;
        }

        LogFailed(_key, options.Value.LookAfter, failure);
    }

    private async Task<IReadOnlyList<Recording>> KnownAsync(string orgId, CancellationToken cancellationToken) =>
        [.. (await recordings.ListAsync(orgId, _key.SessionId, cancellationToken)).Select(row => row.Recording).Where(row => row.Channel == _key.Channel)];

    private async Task<bool> RecordAsync(string orgId, string folder, IReadOnlyList<PiecePart> parts, CancellationToken cancellationToken)
    {
        var audio = new PieceAudio(files, folder, parts);
        var recording = new Recording(
            RecordingRules.IdOf(_key, parts[0].From), _key.Channel, parts[0].From, parts[^1].Piece.To,
            parts[0].Start.TotalSeconds, parts[^1].Piece.End.TotalSeconds, Bytes: 0, encoder.Codec, Sha256: "");
        var name = RecordingKeys.OfRecording(orgId, _key.SessionId, recording);
        await encoder.EncodeAsync(
            audio.ReadAsync(cancellationToken),
            audio.SampleRate,
            async (file, token) =>
            {
                await using var hashed = new HashingStream(file);
                var bytes = await files.PutAsync(name, hashed, token);
                recording = recording with { Bytes = bytes, Sha256 = hashed.Hash() };
            },
            cancellationToken);
        var added = await _session.AddRecordingAsync(recording);
        if (!added.Succeeded && added.Error.Kind == GrainErrorKind.NotFound)
        {
            // The session was erased while its audio was encoded.
            await files.DeleteAsync(name, cancellationToken);
        }

        return added.Succeeded;
    }

    [LoggerMessage(LogLevel.Information, "Recording {Key}: the session was erased while its audio was made a recording.")]
    private partial void LogErased(TranscriptionKey key);

    [LoggerMessage(LogLevel.Error, "Recording {Key}: the audio that was kept could not be made a recording; it stays where it is, and is tried again within {Pause}. Check the file store, ffmpeg and PostgreSQL.")]
    private partial void LogFailed(TranscriptionKey key, TimeSpan pause, Exception failure);
}
