namespace MeetingIntel.Grains.Transcription;

/// <summary>Ties a provider stream's time to a channel's bytes and seconds. The stream begins where the channel's committed audio ended.</summary>
/// <param name="BaseOffset">The channel's byte that the stream begins with.</param>
/// <param name="BaseTime">Seconds on the channel's audio clock that this byte stands for.</param>
/// <param name="SampleRate">Samples a second of the channel's PCM (mono, 16 bit).</param>
internal readonly record struct AudioClock(long BaseOffset, double BaseTime, int SampleRate)
{
    /// <summary>Bytes in a sample.</summary>
    public const int SampleSize = 2;

    // A moment is a whole number of 100 ns, so a sample's own moment may lie just before it: by less than 0.01 samples at 96 kHz.
    private const double MomentStep = 0.01;

    /// <summary>The channel's byte at a moment of the stream, rounded down to a whole sample; the moment of a sample is that sample.</summary>
    /// <param name="streamTime">Time since the start of the stream.</param>
    public long OffsetAt(TimeSpan streamTime) =>
        BaseOffset + (SampleSize * (long)Math.Floor((streamTime.TotalSeconds * SampleRate) + MomentStep));

    /// <summary>Seconds on the channel's audio clock at a moment of the stream.</summary>
    /// <param name="streamTime">Time since the start of the stream.</param>
    public double TimeAt(TimeSpan streamTime) => BaseTime + streamTime.TotalSeconds;

    /// <summary>Seconds on the channel's audio clock that a byte stands for.</summary>
    /// <param name="offset">A byte of the channel.</param>
    public double TimeAt(long offset) => BaseTime + Seconds(offset - BaseOffset);

    /// <summary>How long a number of bytes lasts, seconds.</summary>
    /// <param name="bytes">Bytes of the channel.</param>
    public double Seconds(long bytes) => (double)bytes / (SampleSize * SampleRate);
}
