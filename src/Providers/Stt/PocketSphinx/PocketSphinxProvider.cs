using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>Speech to text on this machine, without key or network, by PocketSphinx 5prealpha (Debian packages <c>libpocketsphinx3</c>, <c>pocketsphinx-en-us</c>).</summary>
internal sealed class PocketSphinxProvider : ISttProvider, IAsyncDisposable
{
    /// <summary>The name of the one that hears live.</summary>
    public const string Usual = "pocketsphinx";

    /// <summary>The name of the one that takes its time.</summary>
    public const string ThoroughName = "pocketsphinx-thorough";

    private readonly PocketSphinxOptions _options;
    private readonly TimeProvider _time;
    private readonly DecodeScheduler _scheduler;
    private readonly DecoderPool _pool;
    private readonly ConcurrentDictionary<PocketSphinxStream, byte> _streams = new();
    private volatile bool _disposed;

    internal PocketSphinxProvider(PocketSphinxLibrary library, PocketSphinxOptions options, TimeProvider time, ILogger<PocketSphinxProvider> logger, string name = Usual)
    {
        Name = name;
        _options = options;
        _time = time;
        _scheduler = new DecodeScheduler(options.Workers, logger);
        _pool = new DecoderPool(() => new Decoder(library.CreateDecoder()), options, time, logger);
        Capabilities = new SttCapabilities(SampleClock.SampleRate, Partials: true, WordTimes: true, "en-us", options.LocalChannels);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public SttCapabilities Capabilities { get; }

    /// <summary>Decoders that exist.</summary>
    internal int Decoders => _pool.Count;

    /// <inheritdoc/>
    public ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!options.Language.StartsWith("en", StringComparison.OrdinalIgnoreCase))
        {
            throw new SttException(SttErrors.LanguageUnsupported, "PocketSphinx has an English model only.", recoverable: false);
        }

        if (_disposed)
        {
            throw new SttException(SttErrors.Unavailable, "Speech recognition is shutting down.", recoverable: false);
        }

        var stream = new PocketSphinxStream(_scheduler, _pool, _time, _options.StallTimeout, closed => _streams.TryRemove(closed, out _));
        _ = _streams.TryAdd(stream, 0);
        return ValueTask.FromResult<ISttStream>(stream);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (var stream in _streams.Keys)
        {
            await stream.DisposeAsync();
        }

        _pool.Dispose();
        _scheduler.Dispose();
    }
}
