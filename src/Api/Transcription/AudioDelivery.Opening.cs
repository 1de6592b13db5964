using MeetingIntel.Api.Errors;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What a delivery sends to, and how it gets another one.</summary>
internal sealed partial class AudioDelivery
{
    /// <summary>
    /// So long without progress another input is asked for, or what happened in the session: longer than a fail-over. What is kept meanwhile is bounded.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ReopeningPause = TimeSpan.FromSeconds(1);

    /// <summary>Whose audio it is: the same for all tries, of which one may have opened the channel without its answer having come through.</summary>
    private string? _name;
    private long _ackedAtReopening = -1;
    private long _stuckSince;
    private long _reopenedAt;

    /// <summary>
    /// Opens the channel and sends what was kept until then. Tries on and on while nobody can be reached, for a minute from its beginning; but not before something
    /// is kept: until then whoever sends hears of it at once, and tries again.
    /// </summary>
    private async Task<GrainError?> BeginAsync(CancellationToken closed)
    {
        var (time, began) = (_ingest.Time, _ingest.Time.GetTimestamp());
        while (true)
        {
            GrainError? error;
            try
            {
                error = await OpenAsync(closed);
            }
            catch (Exception failure) when (MayGoOn() && ExceptionProblems.Passing(failure) is { } passing)
            {
                error = passing;
            }

            if (error is not { Kind: GrainErrorKind.Unavailable } || !MayGoOn())
            {
                return error;
            }

            await Task.Delay(ReopeningPause, time, closed);
        }

        bool MayGoOn() => !IsEmpty && !closed.IsCancellationRequested && time.GetElapsedTime(began) < Patience;
    }

    /// <summary>Opens the channel anew behind what is on record and sends again what is not; tries on and on while that fails, for as long as there is patience.</summary>
    private async Task<GrainError?> ReopenAsync(GrainError fault, CancellationToken closed)
    {
        _opening.Lose();
        var (acked, time) = (Input.Acked, _ingest.Time);
        if (acked > _ackedAtReopening || time.GetElapsedTime(_reopenedAt) > Patience)
        {
            // Words came since, or it held for long although nobody spoke: this is another failure, with a minute of its own.
            (_ackedAtReopening, _stuckSince) = (acked, time.GetTimestamp());
        }

        while (time.GetElapsedTime(_stuckSince) < Patience)
        {
            var error = await TryReopenAsync(closed);
            _reopenedAt = time.GetTimestamp();
            if (error is { Code: OpenAudio.Superseded } && !Input.IsTaken)
            {
                // From which byte on the channel is somebody else's, the feed is about to tell.
                _feed!.Renew();
                return null;
            }

            if (error is not { Kind: GrainErrorKind.Unavailable })
            {
                return error;
            }

            await Task.Delay(ReopeningPause, time, closed);
        }

        return fault;
    }

    private async Task<GrainError?> TryReopenAsync(CancellationToken closed)
    {
        try
        {
            return await OpenAsync(closed);
        }
        catch (Exception failure) when (!closed.IsCancellationRequested && ExceptionProblems.Passing(failure) is { } error)
        {
            return error;
        }
    }

    private async Task<GrainError?> OpenAsync(CancellationToken closed)
    {
        if (_feed is null)
        {
            var feed = await _feeds.SubscribeAsync(_orgId, _sessionId, after: null, Channels);
            if (!feed.Succeeded)
            {
                return feed.Error;
            }

            _feed = feed.Value;
        }

        if (_gone.IsCancellationRequested)
        {
            return AudioErrors.ClientGone;
        }

        var (acked, connection) = (Acked, _sender.NextConnection());
        _name ??= connection;
        var before = _opening.Input;
        var opened = before is null
            ? await _ingest.OpenAsync(connection, _name, _sessionId, _format, offset: null, _live, closed)
            : await _ingest.OpenAsync(connection, before.Sender, _sessionId, _format, acked, _live, closed);
        var renumbers = before is null;
        if (opened.Error is { Code: OpenAudio.Superseded } && before is { GoesBehind: true })
        {
            // What the feed has shown of others may be old; this is what is on record.
            renumbers = true;
            opened = await _ingest.OpenAsync(connection, sender: connection, _sessionId, _format, offset: null, _live, closed);
        }

        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        // Whoever has the gate gives it back within the time of a call. Whatever becomes of this delivery meanwhile, a channel that is open is told what comes.
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            if (closed.IsCancellationRequested || _gone.IsCancellationRequested)
            {
                await opened.Value.StopAsync(breaksOff: false);
                return AudioErrors.ClientGone;
            }

            await GoOnAsync(opened.Value, acked, renumbers, closed);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sends again what another input has not, under the gate; from now on audio goes there.</summary>
    private async Task GoOnAsync(AudioInput input, long acked, bool renumbers, CancellationToken closed)
    {
        var before = _opening;
        if (renumbers)
        {
            _kept.Move(acked, input.Position);
            Start += input.Position - acked;
            Volatile.Write(ref _end, _end + input.Position - acked);
        }

        var opening = new Opening(input);
        _opening = opening;
        before.End();
        try
        {
            await _kept.ResendAsync(input);
            _cutByEnd |= !_stopped && input.SessionEnded;
            _stopped |= _cutByEnd;
            if (_stopped || closed.IsCancellationRequested)
            {
                await input.StopAsync(_breaksOff);
            }
        }
        catch
        {
            // Before the gate opens: what comes next has its place behind what could not be sent.
            opening.Lose();
            throw;
        }
    }

    /// <summary>
    /// An input and the end of its use, in one piece: whoever waits for room in it must hear of its own end, whenever it began to wait.
    /// </summary>
    private sealed class Opening(AudioInput? input)
    {
        /// <summary>Who waits goes on elsewhere, not in the middle of what ends it.</summary>
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool _lost;

        /// <summary>Makes the one that is there before the first.</summary>
        public static Opening Before() => new(input: null) { _lost = true };

        public AudioInput? Input => input;

        /// <summary>Completes when another input has replaced this one.</summary>
        public Task Over => _over.Task;

        /// <summary>Whether audio could not be handed over: this input takes no more, and another one gets what is kept.</summary>
        public bool IsLost => _lost;

        public void Lose() => _lost = true;

        public void End() => _over.TrySetResult();
    }
}
