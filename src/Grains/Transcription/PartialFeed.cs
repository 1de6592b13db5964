using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>
/// Shows what somebody seems to be saying, at most ten times a second: audio that is heard faster than it was spoken (a file, a resend) would otherwise
/// give everybody who watches hundreds of partials that no eye can read.
/// </summary>
internal sealed class PartialFeed(IOutcomeTarget target, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private PartialTranscript? _heldBack;
    private long? _shownAt;

    /// <summary>Shows a partial now, or holds it back until <see cref="ShowAsync"/> or a newer one.</summary>
    public Task OfferAsync(PartialTranscript partial)
    {
        _heldBack = partial;
        return _shownAt is { } shown && clock.GetElapsedTime(shown) < Pause ? Task.CompletedTask : ShowAsync();
    }

    /// <summary>Shows the partial that is held back, if any.</summary>
    public Task ShowAsync()
    {
        if (_heldBack is not { } partial)
        {
            return Task.CompletedTask;
        }

        _heldBack = null;
        _shownAt = clock.GetTimestamp();
        return target.ShowAsync(partial);
    }

    /// <summary>What was held back is outdated: its final text is here.</summary>
    public void Drop() => _heldBack = null;
}
