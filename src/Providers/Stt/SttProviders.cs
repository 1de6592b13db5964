namespace MeetingIntel.Providers.Stt;

/// <summary>A provider that can be asked for by its name, made when somebody does.</summary>
/// <param name="Name">Its <see cref="ISttProvider.Name"/>.</param>
/// <param name="Make">Makes it, once.</param>
public sealed record SttOffer(string Name, Func<ISttProvider> Make);

/// <summary>All providers by their names: the one that hears live, and those that can be asked to hear kept audio again. Disposing of it ends those that were made here.</summary>
public sealed class SttProviders : IAsyncDisposable
{
    private readonly ISttProvider _live;
    private readonly Dictionary<string, Lazy<ISttProvider>> _others;

    /// <summary>Collects them.</summary>
    /// <param name="live">The one that hears live.</param>
    /// <param name="others">Those that can be asked besides.</param>
    public SttProviders(ISttProvider live, IEnumerable<SttOffer> others)
    {
        _live = live;
        _others = others.ToDictionary(offer => offer.Name, offer => new Lazy<ISttProvider>(offer.Make), StringComparer.Ordinal);
    }

    /// <summary>Their names, that of the live one first.</summary>
    public IReadOnlyList<string> Names => [_live.Name, .. _others.Keys.Where(name => name != _live.Name).Order(StringComparer.Ordinal)];

    /// <summary>A provider.</summary>
    /// <param name="name">Its name; <see langword="null"/>: the one that hears live.</param>
    /// <returns><see langword="null"/>: there is none of that name.</returns>
    public ISttProvider? Find(string? name) => name is null || name == _live.Name ? _live : _others.GetValueOrDefault(name)?.Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var made in _others.Values.Where(provider => provider.IsValueCreated))
        {
            if (made.Value is IAsyncDisposable disposable)
            {
                await disposable.DisposeAsync();
            }
        }
    }
}
