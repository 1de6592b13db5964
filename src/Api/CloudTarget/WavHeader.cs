using System.Buffers.Binary;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>A piece of audio that comes as a whole WAV file.</summary>
/// <param name="Pcm">Its samples.</param>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Channels">Channels.</param>
internal readonly record struct WavHeader(ReadOnlyMemory<byte> Pcm, int SampleRate, int Channels)
{
    private const int First = 12;
    private const int ChunkHeader = 8;

    /// <summary>Reads the file's chunks.</summary>
    /// <param name="message">The file.</param>
    /// <param name="wav">What it holds.</param>
    /// <returns>Whether it is one.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> message, out WavHeader wav)
    {
        wav = default;
        if (message.Length < First || !message.Span.StartsWith("RIFF"u8) || !message.Span[ChunkHeader..].StartsWith("WAVE"u8))
        {
            return false;
        }

        var (rate, channels) = (0, 0);
        for (var at = First; at + ChunkHeader <= message.Length;)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(message.Span[(at + 4)..]);
            var body = message[(at + ChunkHeader)..];
            body = body[..(int)Math.Min(size, (uint)body.Length)];
            if (message.Span[at..].StartsWith("data"u8))
            {
                wav = new(body, rate, channels);
                return rate > 0;
            }

            if (message.Span[at..].StartsWith("fmt "u8) && body.Length >= ChunkHeader)
            {
                channels = BinaryPrimitives.ReadUInt16LittleEndian(body.Span[2..]);
                rate = BinaryPrimitives.ReadInt32LittleEndian(body.Span[4..]);
            }

            at += ChunkHeader + body.Length + (body.Length & 1);
        }

        return false;
    }
}
