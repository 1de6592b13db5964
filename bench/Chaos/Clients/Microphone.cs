using System.Runtime.InteropServices;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Speech;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>What a mono or stereo client says. Any byte can be made again, so that keeping audio costs nothing.</summary>
/// <param name="scripts">One, or left and right.</param>
internal sealed class Microphone(IReadOnlyList<Script> scripts)
{
    private const int SampleSize = 2;

    // A frame with the extended length has 126 bytes or more.
    private const int ShortestPayload = 126;

    public IReadOnlyList<Script> Scripts => scripts;

    public int Channels => scripts.Count;

    /// <summary>Bytes of one sample of all channels.</summary>
    public int BlockSize => SampleSize * Channels;

    /// <summary>Bytes of 20 ms.</summary>
    public int FrameSize => Script.FrameSize * Channels;

    /// <summary>Bytes on the wire of <see cref="WriteFrame"/>, at most.</summary>
    public int MaxWireSize => ClientFrame.AudioHeaderSize + (2 * FrameSize);

    /// <summary>The bytes up to the end of a sentence (of the left side), at or after a byte.</summary>
    public long BoundaryFrom(long offset) => scripts[0].BoundaryFrom((offset + FrameSize - 1) / FrameSize) * FrameSize;

    /// <summary>Writes the audio from a byte to the end of its frame, or of the next one when that would be too short.</summary>
    /// <param name="target">Room for <see cref="MaxWireSize"/>.</param>
    /// <param name="from">The first byte; between two samples.</param>
    /// <returns>The bytes on the wire and the first byte that is not in them.</returns>
    public (int Size, long Next) WriteFrame(Span<byte> target, long from)
    {
        var next = ((from / FrameSize) + 1) * FrameSize;
        if (next - from < ShortestPayload)
        {
            next += FrameSize;
        }

        var size = ClientFrame.AudioHeaderSize + (int)(next - from);
        ClientFrame.WriteAudioHeader(target[..size]);
        Fill(MemoryMarshal.Cast<byte, ushort>(target[ClientFrame.AudioHeaderSize..size]), from);
        return (size, next);
    }

    private void Fill(Span<ushort> samples, long from)
    {
        for (var at = from; !samples.IsEmpty;)
        {
            var frame = at / FrameSize;
            var count = (int)Math.Min(samples.Length, (((frame + 1) * FrameSize) - at) / SampleSize);
            if (Channels == 1)
            {
                samples[..count].Fill(ClientFrame.Masked(scripts[0].SampleOf(frame)));
            }
            else
            {
                var pair = ClientFrame.Masked(scripts[0].SampleOf(frame)) | ((uint)ClientFrame.Masked(scripts[1].SampleOf(frame)) << 16);
                MemoryMarshal.Cast<ushort, uint>(samples[..count]).Fill(pair);
            }

            samples = samples[count..];
            at += count * SampleSize;
        }
    }
}
