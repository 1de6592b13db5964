using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Testing.Stt;

/// <summary>A speech-to-text provider for tests and load: hears <see cref="ScriptedAudio"/> exactly, at no cost, and fails when told to.</summary>
public sealed class ScriptedSttProvider : ISttProvider
{
    private int _opened;

    /// <inheritdoc/>
    public string Name => "scripted";

    /// <inheritdoc/>
    public SttCapabilities Capabilities { get; init; } = new(ScriptedAudio.SampleRate, Partials: true, WordTimes: true, Model: null, LocalChannels: null);

    /// <summary>Decides whether stream number n (1, 2, …) fails when it has been given so many bytes; <see langword="null"/>: it does not.</summary>
    public Func<int, long, SttException?>? Failure { get; set; }

    /// <summary>Streams wait before they take audio until this completes.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>How many streams were opened.</summary>
    public int Opened => Volatile.Read(ref _opened);

    /// <inheritdoc/>
    public ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _opened);
        return Failure?.Invoke(number, 0) is { } failure
            ? ValueTask.FromException<ISttStream>(failure)
            : ValueTask.FromResult<ISttStream>(new ScriptedSttStream(bytes => Failure?.Invoke(number, bytes), () => Gate));
    }
}
