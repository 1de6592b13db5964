using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Stt.PocketSphinx;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(MeetingIntel.Providers.Tests.Stt.PocketSphinxFixture))]

namespace MeetingIntel.Providers.Tests.Stt;

/// <summary>One real recogniser for all tests, as in the product.</summary>
public sealed class PocketSphinxFixture : IAsyncDisposable
{
    private static readonly string Cache = Path.Combine(AppContext.BaseDirectory, "pocketsphinx-dictionary");

    private readonly PocketSphinxProvider _provider = Create(new PocketSphinxOptions { MaxDecoders = 4 });

    /// <summary>The recogniser.</summary>
    public ISttProvider Provider => _provider;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    internal static PocketSphinxProvider Create(PocketSphinxOptions options, TimeProvider? time = null)
    {
        options.CachePath = Cache;
        Assert.True(PocketSphinxLibrary.TryLoad(options, out var library, out var reason), reason);
        return new PocketSphinxProvider(library, options, time ?? TimeProvider.System, NullLogger<PocketSphinxProvider>.Instance);
    }
}
