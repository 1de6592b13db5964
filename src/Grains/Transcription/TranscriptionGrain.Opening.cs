using MeetingIntel.Grains.Sessions;
using MeetingIntel.Observability;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>A connection takes the channel over: where its audio goes on, and what it has to wait for.</summary>
internal sealed partial class TranscriptionGrain
{
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(20);

    private async Task<GrainResult<AudioOpened>> OpenWithSlotAsync(OpenAudio command)
    {
        // By clocks that differ a client that comes back may look older than its own connection before, which is silent by then. And who has said stop holds nothing.
        if (_connection is { } holder && string.CompareOrdinal(command.Connection, holder) < 0 && _run is { Stopping: false } && !IsQuiet)
        {
            return SessionErrors.OutdatedConnection;
        }

        if (_run is { } others && others.Sender != command.Sender && command.Offset < others.Received)
        {
            return SessionErrors.Superseded;
        }

        if (_run is not null && (_run.Stopping || _run.SampleRate != command.SampleRate || _run.Sender != command.Sender) && !await DrainAsync(_run))
        {
            return new GrainError(GrainErrorKind.Unavailable, "audio.draining", "The channel is still finishing earlier audio; try again in a moment.");
        }

        var opened = await OpenInSessionAsync(command);
        if (opened is { Succeeded: true, Value.Channel: var known } && command.Offset > (_run?.Received ?? known.AckedOffset))
        {
            if (await AckedByJournalAsync() is not { } acked || acked < command.Offset)
            {
                return new GrainError(
                    GrainErrorKind.Validation,
                    "audio.offset-in-future",
                    $"The channel has audio up to byte {_run?.Received ?? known.AckedOffset}; sending can't begin at byte {command.Offset}.");
            }

            // The client is right: it was acknowledged by another activation, and what this one and its session knew is outdated.
            if (_run is { } outdated)
            {
                await outdated.DisposeAsync();
                await _watch;
            }

            opened = await OpenInSessionAsync(command);
        }

        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        var (channel, sessionEnded, stream, keptFor) = opened.Value;
        _run ??= Begin(channel, keptFor);
        _presence.NoteClient();
        _run.Speaker = SessionRules.OpenedFor(channel);
        _run.ConnectionTrace = CallContext.Trace;
        _connection = command.Connection;
        _live = command.Live;
        _sessionEnded = _openedAfterEnd = sessionEnded;
        await _monitor.TellAsync(_run, _connection);
        return new AudioOpened(_run.Received, _run.Acked, sessionEnded, stream);
    }

    /// <summary>Whether nothing has come for so long, or since this grain is here, that whoever sent has gone.</summary>
    private bool IsQuiet => _presence.SilentFor(_run?.Heard ?? 0) >= GoneAfter;

    private Task<GrainResult<LiveChannel>> OpenInSessionAsync(OpenAudio command) =>
        _session.OpenChannelAsync(new OpenChannel(_key.Channel, command.Speaker, command.SampleRate, command.Sender, command.Offset, IsQuiet));

    private async Task<long?> AckedByJournalAsync() =>
        await _session.ReadAgainAsync() is { Succeeded: true, Value: var session } ? session.Channels.FirstOrDefault(channel => channel.Name == _key.Channel)?.AckedOffset : null;

    private async Task<bool> DrainAsync(TranscriptionRun draining)
    {
        draining.Stop();
        try
        {
            await draining.Completion.WaitAsync(DrainPatience, clock);
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (Exception failure) when (failure is not TimeoutException)
        {
            // Whoever watches the run has said why it could not go on; what is committed is what counts.
        }

        if (_run == draining)
        {
            _run = null;
        }

        return true;
    }
}
