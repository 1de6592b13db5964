using MeetingIntel.Providers.Files;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Recordings;

/// <summary>
/// Keeps a channel's audio: what is about to be acknowledged is in the file store before. While the store is away nothing is acknowledged, so that the audio waits
/// where it is safe: with its client. Whether audio is kept is asked before each stretch, and once more when that is on record: people who switch it off are not
/// recorded any more.
/// </summary>
internal sealed partial class AudioKeeper(TranscriptionKey key, IFileStore files, ISessionGrain session, IRecordingGrain recording, RecordingOptions options, TimeProvider clock, ILogger logger)
{
    // What other channels of the session take shows as often as this one has added so much.
    private const long MeasureEvery = 16 << 20;

    private static readonly TimeSpan[] Pauses = [.. new[] { 0.2, 1, 2, 5 }.Select(TimeSpan.FromSeconds)];

    private bool _expected;
    private bool _erased;
    private string? _newest;
    private long _taken;
    private long _unmeasured = MeasureEvery;

    /// <summary>The organisation whose audio is kept; <see langword="null"/>: none is.</summary>
    public string? For { get; set; }

    /// <summary>Whether anything was kept.</summary>
    public bool HasKept { get; private set; }

    /// <summary>Asks whether audio is kept now.</summary>
    public async Task LookAsync()
    {
        if (!files.KeepsFiles)
        {
            return;
        }

        try
        {
            var read = await session.GetAsync();
            _erased = !read.Succeeded && read.Error.Kind == GrainErrorKind.NotFound;
            For = !read.Succeeded ? For : read.Value.Details.Record ? read.Value.OrgId : null;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // It is away, so the outcome has to wait for it, and tells then.
            LogNotAsked(key, failure.Message);
        }
    }

    /// <summary>Keeps a stretch, as long as it takes.</summary>
    /// <param name="piece">Which.</param>
    /// <param name="audio">Its bytes.</param>
    /// <param name="cancellationToken">Gives up: the stretch is not acknowledged then.</param>
    public async Task KeepAsync(AudioPiece piece, IReadOnlyList<ReadOnlyMemory<byte>> audio, CancellationToken cancellationToken)
    {
        for (var attempt = 0; For is { } org && !_erased; attempt++)
        {
            try
            {
                await TryKeepAsync(org, piece, audio, cancellationToken);
                return;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                if (attempt == 0)
                {
                    // A store from which the session is being erased is well.
                    await LookAsync();
                    if (For is null || _erased)
                    {
                        return;
                    }

                    LogAway(key, piece.From, piece.To, failure.Message);
                }

                await Task.Delay(Pauses[Math.Min(attempt, Pauses.Length - 1)], clock, cancellationToken);
                // Nobody waits for a store to keep what nobody wants kept any more.
                await LookAsync();
            }
        }
    }

    /// <summary>The newest stretch is on record. Where audio is not kept any more by then, it is not either.</summary>
    /// <param name="keptFor">The organisation whose audio is kept; <see langword="null"/>: none is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AcknowledgeAsync(string? keptFor, CancellationToken cancellationToken)
    {
        if (keptFor is null && _newest is { } unwanted)
        {
            await ForgetAsync(token => files.DeleteAsync(unwanted, token), cancellationToken);
        }

        (For, _newest) = (keptFor, null);
    }

    /// <summary>The session was erased: what was kept of the channel meanwhile goes, too.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public Task EraseAsync(CancellationToken cancellationToken) =>
        For is { } org ? ForgetAsync(token => files.DeleteAllAsync(RecordingKeys.OfPieces(org, key), token), cancellationToken) : Task.CompletedTask;

    private async Task ForgetAsync(Func<CancellationToken, Task> forget, CancellationToken cancellationToken)
    {
        try
        {
            await forget(cancellationToken);
        }
        catch (FileStoreException failure)
        {
            LogNotForgotten(key, failure.Message);
        }
    }

    private async Task TryKeepAsync(string org, AudioPiece piece, IReadOnlyList<ReadOnlyMemory<byte>> audio, CancellationToken cancellationToken)
    {
        var folder = RecordingKeys.OfPieces(org, key);
        if (!_expected)
        {
            await recording.ExpectAsync();
            await ForgetUnacknowledgedAsync(folder, piece.From, cancellationToken);
            _expected = true;
        }

        var bytes = piece.To - piece.From;
        if (!await HasRoomAsync(org, bytes, cancellationToken))
        {
            await StopAsync(piece.Start);
            return;
        }

        await using var content = new PieceStream(audio);
        _newest = piece.NameIn(folder);
        await files.PutAsync(_newest, content, cancellationToken);
        (_taken, _unmeasured, HasKept) = (_taken + bytes, _unmeasured + bytes, true);
    }

    private async Task<bool> HasRoomAsync(string org, long bytes, CancellationToken cancellationToken)
    {
        // It is measured before anybody is told that there is none: a recording takes much less than the pieces that it was made of.
        if (_unmeasured >= MeasureEvery || _taken + bytes > options.MaxBytesPerSession)
        {
            _taken = (await files.ListAsync(RecordingKeys.OfSession(org, key.SessionId), cancellationToken)).Sum(file => file.Bytes);
            _unmeasured = 0;
        }

        return _taken + bytes <= options.MaxBytesPerSession;
    }

    /// <summary>
    /// Nothing of the session is kept from here on, and that is on record before the stretch is: who relies on it is told, whichever process dies. A later stretch that is
    /// small enough would stand behind a long silence, so none is tried before people say so.
    /// </summary>
    /// <param name="from">Where the stretch begins on the channel's audio clock.</param>
    private async Task StopAsync(TimeSpan from)
    {
        var told = await session.StopKeepingAudioAsync(new RecordingFull(key.Channel, from.TotalSeconds, options.MaxBytesPerSession));
        if (told.Succeeded)
        {
            LogFull(key, options.MaxBytesPerSession, from.TotalSeconds);
            (For, _unmeasured) = (null, MeasureEvery);
        }
        else if (told.Error.Kind != GrainErrorKind.NotFound)
        {
            throw new InvalidOperationException($"There is no room for it, and that can't be put on record ({told.Error.Code}).");
        }
    }

    /// <summary>What was kept and never acknowledged is sent again, maybe as other bytes: whoever was about to send them may have lost the channel.</summary>
    private async Task ForgetUnacknowledgedAsync(string folder, long acked, CancellationToken cancellationToken)
    {
        foreach (var (_, name) in AudioPiece.Of(await files.ListAsync(folder, cancellationToken)).Where(file => file.Piece.To > acked))
        {
            await files.DeleteAsync(name, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: the audio of bytes {From} to {To} can't be kept, so it is not acknowledged and its client keeps it: {Reason} Check the file store, its room, and PostgreSQL; this goes on by itself.")]
    private partial void LogAway(TranscriptionKey key, long from, long to, string reason);

    [LoggerMessage(LogLevel.Warning, "Transcription {Key}: its session could not be asked whether audio is kept: {Reason}")]
    private partial void LogNotAsked(TranscriptionKey key, string reason);

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: audio that is not to be kept could not be deleted: {Reason} Delete the session's files in the file store if it was erased.")]
    private partial void LogNotForgotten(TranscriptionKey key, string reason);

    [LoggerMessage(LogLevel.Error, "Transcription {Key}: the session's audio takes {Limit} bytes, as much as it may (Recording:MaxBytesPerSession); from second {Second} on it is transcribed, but not kept.")]
    private partial void LogFull(TranscriptionKey key, long limit, double second);
}
