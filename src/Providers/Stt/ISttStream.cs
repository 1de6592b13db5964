namespace MeetingIntel.Providers.Stt;

/// <summary>
/// One channel's live stream. Write from one place, read <see cref="ReadEventsAsync"/> from one place; both at the same time is fine.
/// Disposing frees everything the stream holds, also in the middle.
/// </summary>
public interface ISttStream : IAsyncDisposable
{
    /// <summary>Gives the next audio. Completes when the stream has room again: this is the back-pressure. The memory may be reused afterwards.</summary>
    /// <param name="pcm">Mono, 16 bit signed little-endian, at <see cref="SttCapabilities.SampleRate"/>; whole samples.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken);

    /// <summary>Ends the utterance being spoken, if any, and gives its final text; the watermark then covers all audio written before.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask FinalizeAsync(CancellationToken cancellationToken);

    /// <summary>Says that no more audio will come. The events then end after the outcome of all audio.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>What the provider says, in order, until the outcome of all audio is given after <see cref="CompleteAsync"/>.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="SttException">The provider failed; the stream is of no more use.</exception>
    IAsyncEnumerable<SttEvent> ReadEventsAsync(CancellationToken cancellationToken);
}

/// <summary>What a provider says about the audio it was given. Times count from the start of the stream.</summary>
public abstract record SttEvent;

/// <summary>What somebody seems to be saying; the next one replaces it.</summary>
/// <param name="Text">The words so far.</param>
/// <param name="Start">Where the utterance begins.</param>
/// <param name="End">How far it was heard.</param>
public sealed record SttPartial(string Text, TimeSpan Start, TimeSpan End) : SttEvent;

/// <summary>What was said.</summary>
/// <param name="Text">The words; not empty.</param>
/// <param name="Words">Word by word; empty when the provider does not say.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Confidence">0…1; <see langword="null"/> when unknown.</param>
/// <param name="Watermark">All audio before this has its outcome now; never before <paramref name="End"/>, never backwards.</param>
public sealed record SttFinal(string Text, IReadOnlyList<SttWord> Words, TimeSpan Start, TimeSpan End, double? Confidence, TimeSpan Watermark) : SttEvent;

/// <summary>Nothing was said up to here: all audio before this has its outcome.</summary>
/// <param name="Time">Never backwards.</param>
public sealed record SttWatermark(TimeSpan Time) : SttEvent;

/// <summary>A stretch that the provider could not hear.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends; the watermark afterwards.</param>
/// <param name="Reason">Stable code.</param>
public sealed record SttGap(TimeSpan Start, TimeSpan End, string Reason) : SttEvent;

/// <summary>A word.</summary>
/// <param name="Text">The word.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Confidence">0…1.</param>
public sealed record SttWord(string Text, TimeSpan Start, TimeSpan End, double Confidence);
