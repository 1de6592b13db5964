namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>How an utterance ended.</summary>
internal enum UtteranceEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>By a pause.</summary>
    Pause,

    /// <summary>The audio was cut here, by request or because no more comes: its outcome covers all of it.</summary>
    Boundary,

    /// <summary>It was too long: the part up to a quiet place is final, the rest is decoded anew.</summary>
    Overlong,
}

/// <summary>The utterance being spoken: where the decoder is in it. Positions are samples from the start of the stream.</summary>
/// <param name="start">Where its audio begins.</param>
/// <param name="voiceStart">Where the voice begins.</param>
/// <param name="continued">Whether it goes on with a sentence that was cut.</param>
internal sealed class Utterance(long start, long voiceStart, bool continued = false)
{
    /// <summary>Audio between two partials that say the same.</summary>
    private static readonly int RepeatInterval = SampleClock.Samples(400);

    private string _shown = string.Empty;
    private long _shownAt = start;

    /// <summary>Where its audio begins.</summary>
    internal long Start { get; } = start;

    /// <summary>Whether it goes on with a sentence that was cut.</summary>
    internal bool Continued { get; } = continued;

    /// <summary>The next sample to decode.</summary>
    internal long Decoded { get; private set; } = start;

    /// <summary>Whether the decoder has begun with it.</summary>
    internal bool Begun { get; private set; }

    /// <summary>Whether what is being decoded only serves to show first words, and is decoded anew.</summary>
    internal bool Provisional { get; private set; }

    /// <summary>How it ended.</summary>
    internal UtteranceEnd End { get; set; }

    /// <summary>Whether a partial stands that nothing followed yet.</summary>
    internal bool Shown => _shown.Length > 0;

    /// <summary>Takes in that the decoder got on.</summary>
    /// <param name="samples">How far.</param>
    internal void Advance(int samples) => Decoded += samples;

    /// <summary>Takes in that the decoder has begun.</summary>
    /// <param name="provisional">See <see cref="Provisional"/>.</param>
    internal void Begin(bool provisional) => (Begun, Provisional) = (true, provisional);

    /// <summary>Starts over.</summary>
    internal void Restart()
    {
        Begun = false;
        Decoded = Start;
    }

    /// <summary>Makes the partial that is due.</summary>
    /// <param name="hypothesis">The words so far.</param>
    /// <returns>The partial; <see langword="null"/> when it would say nothing new.</returns>
    internal SttPartial? Partial(string hypothesis)
    {
        var same = string.Equals(hypothesis, _shown, StringComparison.Ordinal);
        if (hypothesis.Length == 0 || Decoded <= _shownAt || (same && Decoded - _shownAt < RepeatInterval))
        {
            return null;
        }

        _shown = hypothesis;
        _shownAt = Decoded;
        return new SttPartial(SpokenCase.Of(hypothesis, Continued), SampleClock.Time(voiceStart), SampleClock.Time(Decoded));
    }

    /// <summary>Says that what was shown turned out to be nothing.</summary>
    internal SttPartial Cleared() => new(string.Empty, SampleClock.Time(voiceStart), SampleClock.Time(Decoded));
}
