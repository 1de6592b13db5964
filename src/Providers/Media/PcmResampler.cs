using System.Numerics;
using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Media;

/// <summary>
/// Changes the sample rate of one channel's 16-bit PCM as it comes, by a polyphase windowed-sinc filter (Kaiser, 80 dB; flat to 0.9 of the lower Nyquist frequency).
/// Output sample n stands for input position n · input rate / output rate, exactly and however the input is cut into frames. What comes out is half a filter (about 5 ms)
/// behind what went in, until <see cref="Flush"/>. Not thread-safe.
/// </summary>
public sealed class PcmResampler
{
    /// <summary>Input samples taken in at once.</summary>
    private const int BlockSamples = 1024;

    private readonly ResamplingFilter _filter;
    private readonly float[] _window;
    private int _held;
    private int _next;
    private int _phase;
    private bool _flushed;

    /// <summary>Begins a channel.</summary>
    /// <param name="inputRate">Samples a second that come in, 1 to 768000.</param>
    /// <param name="outputRate">Samples a second that go out, 1 to 768000.</param>
    public PcmResampler(int inputRate, int outputRate)
    {
        _filter = ResamplingFilter.Get(inputRate, outputRate);
        _window = new float[_filter.Taps - 1 + BlockSamples];

        // Before the first sample lies silence: half a filter of it, so that output sample 0 stands for input position 0.
        _held = _filter.Before;
    }

    /// <summary>Samples that came in.</summary>
    public long InputSamples { get; private set; }

    /// <summary>Samples that went out.</summary>
    public long OutputSamples { get; private set; }

    /// <summary>The most that <see cref="Resample"/> can give for so many samples; enough for <see cref="Flush"/> as well with 0.</summary>
    /// <param name="inputSamples">Samples to come in.</param>
    public int MaxOutput(int inputSamples) => (int)((((long)inputSamples + _filter.Taps) * _filter.Up / _filter.Down) + 1);

    /// <summary>Takes in the next samples and gives what is due.</summary>
    /// <param name="input">The next samples.</param>
    /// <param name="output">Room for <see cref="MaxOutput"/>.</param>
    /// <returns>Samples written.</returns>
    /// <exception cref="ArgumentException">Too little room.</exception>
    /// <exception cref="InvalidOperationException">After <see cref="Flush"/>.</exception>
    public int Resample(ReadOnlySpan<short> input, Span<short> output)
    {
        if (_flushed)
        {
            throw new InvalidOperationException("The channel's end was reached.");
        }

        if (output.Length < MaxOutput(input.Length))
        {
            throw new ArgumentException("Too little room.", nameof(output));
        }

        InputSamples += input.Length;
        if (_filter.Identity)
        {
            input.CopyTo(output);
            OutputSamples += input.Length;
            return input.Length;
        }

        var written = 0;
        while (!input.IsEmpty)
        {
            var count = Math.Min(input.Length, _window.Length - _held);
            for (var i = 0; i < count; i++)
            {
                _window[_held + i] = input[i];
            }

            _held += count;
            input = input[count..];
            written += Filter(output[written..], long.MaxValue);
        }

        return written;
    }

    /// <summary>Gives the rest: behind the last sample lies silence. In all, ⌈input samples · output rate / input rate⌉ samples go out.</summary>
    /// <param name="output">Room for <see cref="MaxOutput"/> of 0.</param>
    /// <returns>Samples written.</returns>
    public int Flush(Span<short> output)
    {
        if (_flushed || _filter.Identity)
        {
            _flushed = true;
            return 0;
        }

        _flushed = true;
        var total = ((InputSamples * _filter.Up) + _filter.Down - 1) / _filter.Down;
        var silence = _filter.Taps - _filter.Before;
        var written = 0;
        while (OutputSamples < total)
        {
            var count = Math.Min(silence, _window.Length - _held);
            _window.AsSpan(_held, count).Clear();
            _held += count;
            written += Filter(output[written..], total);
        }

        return written;
    }

    private int Filter(Span<short> output, long total)
    {
        var written = 0;
        while (_next + _filter.Taps <= _held && OutputSamples < total)
        {
            var value = Dot(_filter.Phase(_phase), _window.AsSpan(_next, _filter.Taps));
            output[written++] = (short)Math.Clamp(MathF.Round(value), short.MinValue, short.MaxValue);
            OutputSamples++;
            _phase += _filter.Down;
            _next += _phase / _filter.Up;
            _phase %= _filter.Up;
        }

        var keep = Math.Min(_next, _held);
        _window.AsSpan(keep, _held - keep).CopyTo(_window);
        _held -= keep;
        _next -= keep;
        return written;
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector<float>>(b);
        var sums = Vector<float>.Zero;
        for (var i = 0; i < left.Length; i++)
        {
            sums += left[i] * right[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = left.Length * Vector<float>.Count; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
