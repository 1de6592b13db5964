namespace MeetingIntel.Providers.Media;

/// <summary>Stereo as two channels.</summary>
public static class PcmChannels
{
    /// <summary>Takes interleaved stereo apart.</summary>
    /// <param name="interleaved">Left, right, left, right …</param>
    /// <param name="left">Room for half as many samples.</param>
    /// <param name="right">Room for half as many samples.</param>
    /// <exception cref="ArgumentException">Half a frame, or too little room.</exception>
    public static void Split(ReadOnlySpan<short> interleaved, Span<short> left, Span<short> right)
    {
        var frames = interleaved.Length / 2;
        if (interleaved.Length % 2 != 0 || left.Length < frames || right.Length < frames)
        {
            throw new ArgumentException("Stereo samples come in pairs, and each side needs room for half of them.", nameof(interleaved));
        }

        for (var i = 0; i < frames; i++)
        {
            left[i] = interleaved[2 * i];
            right[i] = interleaved[(2 * i) + 1];
        }
    }
}
