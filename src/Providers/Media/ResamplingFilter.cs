using System.Collections.Concurrent;

namespace MeetingIntel.Providers.Media;

/// <summary>The low-pass filter between two sample rates, one row of weights for each phase between input samples. Made once for each pair of rates.</summary>
internal sealed class ResamplingFilter
{
    private const int HighestRate = 768_000;
    private const double Attenuation = 80;

    /// <summary>All real rates need far fewer: 44.1 to 16 kHz takes 44 000.</summary>
    private const int MostWeights = 1_000_000;

    /// <summary>Part of the lower Nyquist frequency that passes unchanged.</summary>
    private const double Passband = 0.9;

    private static readonly ConcurrentDictionary<(int, int), Lazy<ResamplingFilter>> Filters = new();

    private readonly float[] _weights;

    private ResamplingFilter(int inputRate, int outputRate)
    {
        var divisor = Divisor(inputRate, outputRate);
        Up = outputRate / divisor;
        Down = inputRate / divisor;
        Identity = Up == Down;

        // Frequencies in cycles per input sample.
        var nyquist = 0.5 * Math.Min(1, (double)outputRate / inputRate);
        var transition = nyquist * (1 - Passband);
        var cutoff = nyquist - (transition / 2);
        Taps = Identity ? 1 : (int)Math.Ceiling((Attenuation - 7.95) / (14.36 * transition)) + 1;
        Before = (Taps - 1) / 2;
        if ((long)Up * Taps > MostWeights)
        {
            throw new ArgumentOutOfRangeException(nameof(inputRate), inputRate, $"There is no practical filter to {outputRate}.");
        }

        _weights = Identity ? [1] : Design(cutoff);
    }

    /// <summary>Output samples in a period of the pattern.</summary>
    internal int Up { get; }

    /// <summary>Input samples in a period of the pattern.</summary>
    internal int Down { get; }

    /// <summary>Whether the rates are the same.</summary>
    internal bool Identity { get; }

    /// <summary>Input samples that each output sample is made of.</summary>
    internal int Taps { get; }

    /// <summary>How many of them lie before the input position that it stands for.</summary>
    internal int Before { get; }

    internal static ResamplingFilter Get(int inputRate, int outputRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(inputRate, HighestRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputRate, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(outputRate, HighestRate);
        return Filters.GetOrAdd((inputRate, outputRate), pair => new Lazy<ResamplingFilter>(() => new ResamplingFilter(pair.Item1, pair.Item2))).Value;
    }

    /// <summary>The weights for output samples that lie <paramref name="phase"/> / <see cref="Up"/> behind an input sample.</summary>
    internal ReadOnlySpan<float> Phase(int phase) => _weights.AsSpan(phase * Taps, Taps);

    private float[] Design(double cutoff)
    {
        var weights = new float[Up * Taps];
        var beta = 0.1102 * (Attenuation - 8.7);
        var half = (Taps + 1) / 2.0;
        for (var phase = 0; phase < Up; phase++)
        {
            var row = new double[Taps];
            for (var tap = 0; tap < Taps; tap++)
            {
                var distance = tap - Before - ((double)phase / Up);
                var edge = distance / half;
                row[tap] = Math.Abs(edge) >= 1 ? 0 : Sinc(2 * cutoff * distance) * Bessel(beta * Math.Sqrt(1 - (edge * edge)));
            }

            // Every phase passes a constant unchanged.
            var sum = row.Sum();
            for (var tap = 0; tap < Taps; tap++)
            {
                weights[(phase * Taps) + tap] = (float)(row[tap] / sum);
            }
        }

        return weights;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>The modified Bessel function of the first kind, order zero, by its series.</summary>
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

    private static int Divisor(int a, int b) => b == 0 ? a : Divisor(b, a % b);
}
