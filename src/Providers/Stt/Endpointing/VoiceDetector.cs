namespace MeetingIntel.Providers.Stt.Endpointing;

/// <summary>
/// Tells frames with voice from frames without, by loudness above the noise of the room: the floor is the quietest 40 ms of the last seconds, so it rises with a fan and
/// falls with a pause. About 0.2 µs a frame.
/// </summary>
internal sealed class VoiceDetector
{
    /// <summary>Samples in a frame: 10 ms.</summary>
    internal const int FrameSamples = SampleClock.SampleRate / 100;

    /// <summary>What digital silence counts as, dBFS.</summary>
    internal const float Silence = -100;

    /// <summary>A high-pass of first order at 200 Hz: takes off what microphones, mains and fans put below the voice.</summary>
    private const float HighPass = 0.927f;

    /// <summary>How far above the floor voice begins, and how far it may fall before it ends, dB.</summary>
    private const float OnsetMargin = 10, HoldMargin = 7;

    /// <summary>Quieter than this is never voice, dBFS after the high-pass.</summary>
    private const float QuietestVoice = -65;

    /// <summary>Until the floor is known, the room is taken to be no louder than this, so that a stream may begin in mid-sentence.</summary>
    private const float UnknownFloor = -45;

    /// <summary>Frames until the floor is known.</summary>
    private const int FloorFrames = 100;

    /// <summary>The floor looks back over blocks of so many frames: 2.4 to 2.7 s in all, longer than speech goes on without a closure.</summary>
    private const int BlockFrames = 30, Blocks = 8;

    private const int SmoothFrames = 4;

    private readonly float[] _blockMinima = new float[Blocks];
    private readonly float[] _recent = new float[SmoothFrames];
    private float _current = float.PositiveInfinity;
    private float _lastSample;
    private float _lastFiltered;
    private long _frames;

    internal VoiceDetector()
    {
        Array.Fill(_blockMinima, float.PositiveInfinity);
        Array.Fill(_recent, float.PositiveInfinity);
    }

    /// <summary>The newest frame's loudness, dBFS after the high-pass.</summary>
    internal float Level { get; private set; } = Silence;

    /// <summary>Whether the newest frame is loud enough to begin speech.</summary>
    internal bool Onset { get; private set; }

    /// <summary>Whether the newest frame is loud enough to go on with speech.</summary>
    internal bool Hold { get; private set; }

    /// <summary>Listens to the next frame.</summary>
    /// <param name="frame"><see cref="FrameSamples"/> samples, or fewer at a boundary.</param>
    internal void Listen(ReadOnlySpan<short> frame)
    {
        Level = Loudness(frame);
        var floor = Track(Level);
        Onset = Level > Math.Max(floor + OnsetMargin, QuietestVoice);
        Hold = Level > Math.Max(floor + HoldMargin, QuietestVoice);
    }

    private float Loudness(ReadOnlySpan<short> frame)
    {
        var last = _lastSample;
        var filtered = _lastFiltered;
        var energy = 0f;
        foreach (var sample in frame)
        {
            filtered = HighPass * (filtered + sample - last);
            energy += filtered * filtered;
            last = sample;
        }

        _lastSample = last;
        _lastFiltered = filtered;
        var power = energy / (frame.Length * 32768f * 32768f);
        return power > 1e-10f ? 10 * MathF.Log10(power) : Silence;
    }

    private float Track(float level)
    {
        _recent[_frames % SmoothFrames] = level;
        var smooth = (_recent[0] + _recent[1] + _recent[2] + _recent[3]) / SmoothFrames;
        _current = Math.Min(_current, smooth);
        _frames++;
        if (_frames % BlockFrames == 0)
        {
            _blockMinima[_frames / BlockFrames % Blocks] = _current;
            _current = float.PositiveInfinity;
        }

        var floor = _current;
        foreach (var minimum in _blockMinima)
        {
            floor = Math.Min(floor, minimum);
        }

        return _frames < FloorFrames ? Math.Min(floor, UnknownFloor) : floor;
    }
}
