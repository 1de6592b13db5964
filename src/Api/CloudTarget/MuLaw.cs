using System.Buffers.Binary;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>µ-law of telephony (G.711), eight bits a sample.</summary>
internal static class MuLaw
{
    private const int Bias = 0x84;

    /// <summary>Decodes to 16-bit PCM.</summary>
    /// <param name="samples">One byte for each.</param>
    public static byte[] Decode(ReadOnlySpan<byte> samples)
    {
        var pcm = new byte[2 * samples.Length];
        for (var index = 0; index < samples.Length; index++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(2 * index), Decode(samples[index]));
        }

        return pcm;
    }

    private static short Decode(byte sample)
    {
        var bits = ~sample;
        var magnitude = ((((bits & 0x0f) << 3) + Bias) << ((bits & 0x70) >> 4)) - Bias;
        return (short)((bits & 0x80) != 0 ? -magnitude : magnitude);
    }
}
