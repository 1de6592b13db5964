using System.Numerics;

namespace MeetingIntel.Providers.Stt.Endpointing;

/// <summary>What a frame meant.</summary>
internal enum Endpoint
{
    /// <summary>Nothing new.</summary>
    None,

    /// <summary>Somebody began to speak.</summary>
    Began,

    /// <summary>They stopped.</summary>
    Ended,

    /// <summary>They go on for so long that the utterance must be cut; the cut's place is up to the caller, see <see cref="Endpointer.Cut"/>.</summary>
    Overlong,
}

/// <summary>
/// Finds utterances in a channel's audio. Positions are samples from the start of the stream. What it finds depends on the samples only, not on how they came in.
/// </summary>
internal sealed class Endpointer
{
    /// <summary>Audio kept before the first loud frame: quiet first consonants are in it.</summary>
    internal static readonly int PreRoll = SampleClock.Samples(250);

    /// <summary>Quiet that ends an utterance.</summary>
    internal static readonly int HangOver = SampleClock.Samples(500);

    /// <summary>Longest utterance.</summary>
    internal static readonly int Longest = SampleClock.Samples(20_000);

    /// <summary>In silence the watermark stays so far behind: a later beginning reaches back no further.</summary>
    internal static readonly int Guard = PreRoll + (OnsetWindow * VoiceDetector.FrameSamples);

    /// <summary>An onset is so many loud frames among the last few: 50 ms of 100. A click is shorter.</summary>
    private const int OnsetFrames = 5, OnsetWindow = 10;

    /// <summary>Loud frames that count as speech when the audio is cut there.</summary>
    private const int CutOffFrames = 3;

    private readonly VoiceDetector _voice = new();
    private readonly float[] _levels = new float[(Longest / VoiceDetector.FrameSamples) + 1];
    private uint _onsets;
    private int _holds;
    private long _limit;
    private long _lastVoice;
    private long _levelsStart;
    private int _levelCount;

    /// <summary>How far it has listened.</summary>
    internal long Heard { get; private set; }

    /// <summary>Whether somebody is speaking.</summary>
    internal bool InSpeech { get; private set; }

    /// <summary>Where the utterance's audio begins, with its pre-roll.</summary>
    internal long UtteranceStart { get; private set; }

    /// <summary>Where the voice begins in it.</summary>
    internal long VoiceStart { get; private set; }

    /// <summary>Between utterances: no later utterance begins before this.</summary>
    internal long Watermark => Math.Max(_limit, Heard - Guard);

    /// <summary>Listens to the next frame.</summary>
    /// <param name="frame"><see cref="VoiceDetector.FrameSamples"/> samples; fewer only right before <see cref="Flush"/>.</param>
    internal Endpoint Listen(ReadOnlySpan<short> frame)
    {
        _voice.Listen(frame);
        Heard += frame.Length;
        _onsets = ((_onsets << 1) | (_voice.Onset ? 1u : 0u)) & ((1u << OnsetWindow) - 1);
        if (!InSpeech)
        {
            return BitOperations.PopCount(_onsets) >= OnsetFrames ? Begin() : Endpoint.None;
        }

        _levels[_levelCount++] = _voice.Level;
        _holds = _voice.Hold ? _holds + 1 : 0;

        // One loud frame in a pause is a click.
        _lastVoice = _holds >= 2 ? Heard : _lastVoice;
        if (Heard - _lastVoice >= HangOver)
        {
            return End();
        }

        return Heard - UtteranceStart >= Longest ? Endpoint.Overlong : Endpoint.None;
    }

    /// <summary>Says that the audio is cut here: what comes next stands on its own.</summary>
    /// <returns><see cref="Endpoint.Ended"/> when somebody was speaking, also when they had only just begun.</returns>
    internal Endpoint Flush()
    {
        if (!InSpeech && BitOperations.PopCount(_onsets) >= CutOffFrames)
        {
            _ = Begin();
        }

        var ended = InSpeech ? End() : Endpoint.None;
        _limit = Heard;
        return ended;
    }

    /// <summary>Says up to where the audio has its outcome; no later utterance begins before it.</summary>
    /// <param name="position">At most <see cref="Heard"/>.</param>
    internal void Settle(long position) => _limit = Math.Max(_limit, position);

    /// <summary>Ends an overlong utterance at a place inside it, where the next one begins.</summary>
    /// <param name="position">After the utterance's start, at most <see cref="Heard"/>.</param>
    internal void Cut(long position)
    {
        _limit = UtteranceStart = VoiceStart = position;
        var passed = Math.Clamp((int)((position - _levelsStart) / VoiceDetector.FrameSamples), 0, _levelCount);
        Array.Copy(_levels, passed, _levels, 0, _levelCount - passed);
        _levelCount -= passed;
        _levelsStart += (long)passed * VoiceDetector.FrameSamples;
    }

    /// <summary>How loud it was around a place in the utterance, dBFS.</summary>
    /// <param name="position">The place.</param>
    internal float LevelAround(long position)
    {
        var middle = (int)((position - _levelsStart) / VoiceDetector.FrameSamples);
        var from = Math.Max(0, middle - 2);
        var to = Math.Min(_levelCount, middle + 3);
        var sum = 0f;
        for (var i = from; i < to; i++)
        {
            sum += _levels[i];
        }

        return to > from ? sum / (to - from) : 0;
    }

    private Endpoint Begin()
    {
        var loudFrames = 32 - BitOperations.LeadingZeroCount(_onsets);
        VoiceStart = Math.Max(_limit, Heard - ((long)loudFrames * VoiceDetector.FrameSamples));
        UtteranceStart = Math.Max(_limit, VoiceStart - PreRoll);
        InSpeech = true;
        _lastVoice = Heard;
        _holds = 0;
        _levelCount = 0;
        _levelsStart = Heard;
        return Endpoint.Began;
    }

    private Endpoint End()
    {
        InSpeech = false;
        _onsets = 0;
        return Endpoint.Ended;
    }
}
