using System.Globalization;
using MeetingIntel.Api.Transcription;

namespace MeetingIntel.Api.Live;

/// <summary>Audio that comes in pieces over the hub, as Astro's desktop app sends it: base64 of PCM, without offsets and without acknowledgements.</summary>
internal sealed class HubAudio(SessionFeedHub feeds, AudioIngest ingest)
{
    private static readonly GrainError NoAudio = new(GrainErrorKind.Validation, "audio.empty", "The message holds no audio.");
    private static readonly GrainError NotBase64 = new(GrainErrorKind.Validation, "audio.not-base64", "The audio must be base64 of 16-bit PCM.");

    /// <summary>Takes a piece.</summary>
    /// <param name="connection">Whose.</param>
    /// <param name="message">The piece; access was checked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why it is not taken.</returns>
    public async Task<GrainError?> TakeAsync(HubConnection connection, AudioChunkMessage message, CancellationToken cancellationToken)
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
            : await WriteAsync(connection, message.SessionId!, format.Value, pcm.AsMemory(0, length), cancellationToken);
    }

    private async Task<GrainError?> WriteAsync(HubConnection connection, string sessionId, AudioFormat format, ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        var delivery = await connection.AudioAsync(
            sessionId,
            format,
            () => AudioDelivery.OpenAsync(ingest, connection.Sender, feeds, sessionId, format, live: true, _ => ValueTask.CompletedTask, cancellationToken));
        if (!delivery.Succeeded)
        {
            return delivery.Error;
        }

        try
        {
            for (var start = 0; start < pcm.Length; start += AudioReceiver.MaxFrame)
            {
                var piece = pcm[start..Math.Min(pcm.Length, start + AudioReceiver.MaxFrame)];
                if (await delivery.Value.WriteAsync(piece, cancellationToken) is { } error)
                {
                    await connection.ForgetAudioAsync(delivery.Value);
                    return error;
                }
            }

            return null;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            await connection.ForgetAudioAsync(delivery.Value);
            throw;
        }
    }
}
