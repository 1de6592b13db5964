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
/// <param name="Start">Where its audio begins.</param>
/// <param name="VoiceStart">Where the voice begins.</param>
internal sealed class Utterance(long Start, long VoiceStart)
{
    /// <summary>Audio between two partials that say the same.</summary>
    private static readonly int RepeatInterval = SampleClock.Samples(400);

    private string _shown = string.Empty;
    private long _shownAt = Start;

    /// <summary>Where its audio begins.</summary>
    internal long Start { get; } = Start;

    /// <summary>The next sample to decode.</summary>
    internal long Decoded { get; private set; } = Start;

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
        return new SttPartial(SpokenCase.Of(hypothesis), SampleClock.Time(VoiceStart), SampleClock.Time(Decoded));
    }

    /// <summary>Says that what was shown turned out to be nothing.</summary>
    internal SttPartial Cleared() => new(string.Empty, SampleClock.Time(VoiceStart), SampleClock.Time(Decoded));
}
