using MeetingIntel.Api.Errors;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What a delivery sends to, and how it gets another one.</summary>
internal sealed partial class AudioDelivery
{
    /// <summary>
    /// So long without progress another input is asked for, or what happened in the session: longer than a fail-over. What is kept meanwhile is bounded, and who
    /// sends waits.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ReopeningPause = TimeSpan.FromSeconds(1);

    private long _ackedAtReopening = -1;
    private long _stuckSince;
    private long _reopenedAt;

    /// <summary>Opens the channel and sends what was kept until then; tries on and on while nobody can be reached, for as long as there is patience.</summary>
    private async Task<GrainError?> BeginAsync(CancellationToken closed)
    {
        var (time, began) = (_ingest.Time, _ingest.Time.GetTimestamp());
        while (true)
        {
            try
            {
                return await OpenAsync(closed);
            }
            catch (Exception failure) when (MayGoOn() && ExceptionProblems.Passing(failure) is not null)
            {
                await Task.Delay(ReopeningPause, time, closed);
            }
        }

        bool MayGoOn() => !closed.IsCancellationRequested && !_gone.IsCancellationRequested && time.GetElapsedTime(began) < Patience;
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

        while (!_gone.IsCancellationRequested && time.GetElapsedTime(_stuckSince) < Patience)
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
            var feed = await _feeds.SubscribeAsync(_sessionId, after: null, Channels);
            if (!feed.Succeeded)
            {
                return feed.Error;
            }

            _feed = feed.Value;
        }

        if (closed.IsCancellationRequested || _gone.IsCancellationRequested)
        {
            throw new OperationCanceledException("The client has gone.");
        }

        var before = _opening;
        var (acked, connection) = (Acked, _sender.NextConnection());
        var opened = before.IsOfOthers
            ? await _ingest.OpenAsync(connection, sender: connection, _sessionId, _format, offset: null, _live, closed)
            : await _ingest.OpenAsync(connection, Input.Sender, _sessionId, _format, acked, _live, closed);
        if (!opened.Succeeded)
        {
            return opened.Error;
        }

        if (closed.IsCancellationRequested || _gone.IsCancellationRequested)
        {
            // The channel would wait for more for ten minutes.
            await opened.Value.StopAsync(breaksOff: false);
            throw new OperationCanceledException("The client has gone.");
        }

        await _gate.WaitAsync(closed);
        try
        {
            await GoOnAsync(opened.Value, acked);
            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Sends again what another input has not, under the gate; from now on audio goes there.</summary>
    private async Task GoOnAsync(AudioInput input, long acked)
    {
        var before = _opening;
        if (before.IsOfOthers)
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
            if (_stopped)
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

        /// <summary>Before the first.</summary>
        public static Opening None => new(input: null) { _lost = true };

        public AudioInput? Input => input;

        /// <summary>Whether the bytes before what was kept are somebody else's, so that it goes behind them under new numbers.</summary>
        public bool IsOfOthers => input is null or { GoesBehind: true };

        /// <summary>Completes when another input has replaced this one.</summary>
        public Task Over => _over.Task;

        /// <summary>Whether audio could not be handed over: this input takes no more, and another one gets what is kept.</summary>
        public bool IsLost => _lost;

        public void Lose() => _lost = true;

        public void End() => _over.TrySetResult();
    }
}
