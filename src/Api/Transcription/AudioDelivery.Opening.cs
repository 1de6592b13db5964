namespace MeetingIntel.Api.Transcription;

/// <summary>What a delivery sends to.</summary>
internal sealed partial class AudioDelivery
{
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
