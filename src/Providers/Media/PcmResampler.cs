using System.Numerics;
using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Media;

/// <summary>
/// Changes the sample rate of a mono 16-bit stream by a polyphase windowed-sinc filter. Frames of any size give the same samples; output sample n stands
/// for the moment n / output rate of the input, so times need no correction. Not thread-safe.
/// </summary>
public sealed class PcmResampler
{
    // Half width of the filter in periods of the lower rate, and the window's shape: about 80 dB of stop band.
    private const int HalfPeriods = 24;
    private const double KaiserBeta = 8;

    // The pass band ends so far below the lower rate's limit that the transition band does not fold back into speech.
    private const double PassBand = 0.94;

    private readonly int _up;
    private readonly int _down;
    private readonly int _half;
    private readonly float[][] _phases;
    private readonly List<float> _input = [];

    // The input sample that _input begins with; the filter looks _half samples back, so it starts before the first.
    private long _first;
    private long _received;
    private long _produced;
    private byte[] _output = [];

    /// <summary>Prepares the filter.</summary>
    /// <param name="from">Samples a second that come in.</param>
    /// <param name="to">Samples a second that are wanted.</param>
    public PcmResampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(from);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(to);
        var divisor = GreatestCommonDivisor(from, to);
        (_up, _down) = (to / divisor, from / divisor);
        var ratio = Math.Min(1.0, (double)to / from);
        _half = (int)Math.Ceiling(HalfPeriods / ratio);
        _phases = [.. Enumerable.Range(0, _up).Select(phase => Phase((double)phase / _up, _half, ratio * PassBand))];
        _first = -_half;
        CollectionsMarshal.SetCount(_input, _half);
    }

    /// <summary>Takes the next input and gives the output that it completes.</summary>
    /// <param name="pcm">16-bit little-endian samples, whole ones.</param>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Resample(ReadOnlySpan<byte> pcm)
    {
        foreach (var sample in MemoryMarshal.Cast<byte, short>(pcm))
        {
            _input.Add(sample);
        }

        _received += pcm.Length / sizeof(short);
        return Produce(((_received - _half) * _up / _down) + 1);
    }

    /// <summary>Ends the stream: gives what is left, so that the output lasts as long as the input.</summary>
    /// <returns>Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Flush()
    {
        var count = _input.Count;
        CollectionsMarshal.SetCount(_input, count + _half + 1);
        CollectionsMarshal.AsSpan(_input)[count..].Clear();
        return Produce(((_received * _up) + _down - 1) / _down);
    }

    /// <summary>Gives the output samples before <paramref name="end"/> whose input is all there.</summary>
    private ReadOnlyMemory<byte> Produce(long end)
    {
        // Sample n needs the input up to n * down / up + half.
        while (end > _produced && ((end - 1) * _down / _up) + _half >= _first + _input.Count)
        {
            end--;
        }

        var count = (int)Math.Max(0, end - _produced);
        if (_output.Length < count * sizeof(short))
        {
            _output = new byte[count * sizeof(short)];
        }

        var output = MemoryMarshal.Cast<byte, short>(_output.AsSpan());
        var input = CollectionsMarshal.AsSpan(_input);
        for (var index = 0; index < count; index++)
        {
            var position = (_produced + index) * _down;
            var taps = _phases[(int)(position % _up)];
            var window = input.Slice((int)((position / _up) - _half + 1 - _first), taps.Length);
            output[index] = (short)Math.Clamp(MathF.Round(Dot(taps, window)), short.MinValue, short.MaxValue);
        }

        _produced += count;
        Forget();
        return _output.AsMemory(0, count * sizeof(short));
    }

    private static float Dot(ReadOnlySpan<float> taps, ReadOnlySpan<float> window)
    {
        var sum = Vector<float>.Zero;
        var index = 0;
        for (; index <= taps.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            sum += new Vector<float>(taps[index..]) * new Vector<float>(window[index..]);
        }

        var result = Vector.Sum(sum);
        for (; index < taps.Length; index++)
        {
            result += taps[index] * window[index];
        }

        return result;
    }

    private void Forget()
    {
        var needed = (_produced * _down / _up) - _half + 1;
        var old = (int)Math.Clamp(needed - _first, 0, _input.Count);
        _input.RemoveRange(0, old);
        _first += old;
    }

    private static float[] Phase(double fraction, int half, double cutoff)
    {
        var taps = new double[2 * half];
        for (var index = 0; index < taps.Length; index++)
        {
            var distance = index - half + 1 - fraction;
            taps[index] = Sinc(distance * cutoff) * Kaiser(distance / half);
        }

        var sum = taps.Sum();
        return [.. taps.Select(tap => (float)(tap / sum))];
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    private static double Kaiser(double x) => Math.Abs(x) >= 1 ? 0 : Bessel(KaiserBeta * Math.Sqrt(1 - (x * x))) / Bessel(KaiserBeta);

    private static double Bessel(double x)
    {
        double sum = 1, term = 1;
        for (var k = 1; term > sum * 1e-12; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }

    private static int GreatestCommonDivisor(int a, int b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);
}
