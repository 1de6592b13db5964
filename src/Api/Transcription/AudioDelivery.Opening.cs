using MeetingIntel.Api.Errors;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Transcription;

/// <summary>What a delivery sends to, and how it gets another one.</summary>
internal sealed partial class AudioDelivery
{
    /// <summary>So long without progress another input is asked for: longer than a fail-over. What is kept meanwhile is bounded, and who sends waits.</summary>
    private static readonly TimeSpan ReopeningPatience = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ReopeningPause = TimeSpan.FromSeconds(1);

    private long _ackedAtReopening = -1;
    private long _stuckSince;
    private long _reopenedAt;

    /// <summary>Opens the channel anew behind what is on record and sends again what is not.</summary>
    private async Task<GrainError?> ReopenAsync(GrainError fault, CancellationToken closed)
    {
        await _gate.WaitAsync(closed);
        try
        {
            var input = await OpenAgainAsync(fault, closed);
            if (!input.Succeeded)
            {
                return input.Error;
            }

            var before = _opening;
            _opening = new Opening(input.Value);
            await before.EndAsync();
            await _kept.ResendAsync(input.Value);
            _cutByEnd |= !_stopped && input.Value.SessionEnded;
            _stopped |= _cutByEnd;
            if (_stopped)
            {
                await input.Value.WriteAsync([], AudioMark.Stop);
            }

            return null;
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<GrainResult<AudioInput>> OpenAgainAsync(GrainError fault, CancellationToken closed)
    {
        var (acked, time) = (Input.Acked, _ingest.Time);
        if (acked > _ackedAtReopening || time.GetElapsedTime(_reopenedAt) > ReopeningPatience)
        {
            // Words came since, or it held for long although nobody spoke: this is another failure, with a minute of its own.
            (_ackedAtReopening, _stuckSince) = (acked, time.GetTimestamp());
        }

        while (time.GetElapsedTime(_stuckSince) < ReopeningPatience)
        {
            var input = await TryOpenAsync(acked, closed);
            _reopenedAt = time.GetTimestamp();
            if (input.Succeeded || input.Error.Kind != GrainErrorKind.Unavailable)
            {
                return input;
            }

            await Task.Delay(ReopeningPause, time, closed);
        }

        return fault;
    }

    private async Task<GrainResult<AudioInput>> TryOpenAsync(long acked, CancellationToken closed)
    {
        try
        {
            return await _ingest.OpenAsync(_sessionId, Input.Format, acked, _live, closed);
        }
        catch (Exception failure) when (ExceptionProblems.ToProblem(failure) is { Status: StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout } problem)
        {
            return new GrainError(GrainErrorKind.Unavailable, problem.Code, problem.Detail);
        }
    }

    /// <summary>
    /// An input and the end of its use, in one piece: whoever waits for room in it must hear of its own end, whenever it began to wait.
    /// </summary>
    private sealed class Opening : IDisposable
    {
        private readonly CancellationTokenSource _over = new();

        public Opening(AudioInput input)
        {
            Input = input;
            Over = _over.Token;
        }

        public AudioInput Input { get; }

        /// <summary>Cancelled when another input replaced this one, or there will be none.</summary>
        public CancellationToken Over { get; }

        public Task EndAsync() => _over.CancelAsync();

        public void Dispose() => _over.Dispose();
    }
}
