using System.Globalization;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Sessions;

namespace MeetingIntel.Api.Live;

/// <summary>Audio that comes in pieces over the hub, as Astro's desktop app sends it: base64 of PCM, without offsets and without acknowledgements.</summary>
internal sealed class HubAudio(SessionFeedHub feeds, AudioIngest ingest)
{
    /// <summary>
    /// So long the first piece of a channel waits to hear that it is open, or why not. The next ones don't wait for that: SignalR reads a client's next message when the one
    /// before is done, and a client that it does not read from is not seen leaving.
    /// </summary>
    private static readonly TimeSpan OpeningPatience = TimeSpan.FromSeconds(2);

    private static readonly GrainError NoAudio = new(GrainErrorKind.Validation, "audio.empty", "The message holds no audio.");
    private static readonly GrainError NotBase64 = new(GrainErrorKind.Validation, "audio.not-base64", "The audio must be base64 of 16-bit PCM.");

    /// <summary>Takes a piece.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="message">The piece; access was checked.</param>
    /// <returns><see langword="null"/>, or why it is not taken.</returns>
    public async Task<GrainError?> TakeAsync(HubConnection connection, AudioChunkMessage message)
    {
        var text = string.IsNullOrEmpty(message.Audio) ? message.AudioData : message.Audio;
        if (string.IsNullOrEmpty(text))
        {
            return NoAudio;
        }

        var pcm = new byte[text.Length / 4 * 3];
        if (!Convert.TryFromBase64String(text, pcm, out var length))
        {
            return NotBase64;
        }

        var format = AudioFormat.Create(message.Channel ?? connection.OwnChannel, message.Speaker, encoding: null, message.SampleRate?.ToString(CultureInfo.InvariantCulture), channels: null);
        if (!format.Succeeded)
        {
            return format.Error;
        }

        return length % format.Value.BlockSize != 0
            ? AudioErrors.Misaligned
            : await TakeAsync(connection, message.SessionId!, format.Value, pcm.AsMemory(0, length));
    }

    /// <summary>Takes a piece whose format is known.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="sessionId">The session; access was checked.</param>
    /// <param name="format">What it is.</param>
    /// <param name="pcm">Whole samples of all channels.</param>
    /// <returns><see langword="null"/>, or why it is not taken.</returns>
    public async Task<GrainError?> TakeAsync(HubConnection connection, string sessionId, AudioFormat format, ReadOnlyMemory<byte> pcm)
    {
        var audio = connection.Audio(
            sessionId,
            format,
            after => new AudioDelivery(ingest, connection.Sender, feeds, connection.Caller.OrgId, sessionId, format, live: true, Observe, after, connection.Over));
        if (!audio.Succeeded)
        {
            return audio.Error;
        }

        var delivery = audio.Value;
        try
        {
            if (delivery.IsEmpty && await delivery.OpenedAsync(OpeningPatience, connection.Over) is { } refusal)
            {
                connection.ForgetAudio(delivery, sessionId, refusal.Code);
                return refusal;
            }

            for (var start = 0; start < pcm.Length; start += AudioReceiver.MaxFrame)
            {
                var piece = pcm[start..Math.Min(pcm.Length, start + AudioReceiver.MaxFrame)];
                if (await delivery.WriteAsync(piece, connection.Over) is { } error)
                {
                    connection.ForgetAudio(delivery, sessionId, error.Code);
                    return error;
                }
            }

            return null;
        }
        catch (Exception failure) when (!connection.Over.IsCancellationRequested)
        {
            connection.ForgetAudio(delivery, sessionId, failure.GetType().Name);
            throw;
        }

        // Whoever ended it.
        ValueTask Observe(FeedMessage message)
        {
            if (message is EventMessage { Event.Data: SessionEnded })
            {
                _ = connection.FinishAudio(sessionId);
            }

            return ValueTask.CompletedTask;
        }
    }
}
