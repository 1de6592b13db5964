using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Activations;

/// <summary>The grain classes of the process, by grain type and by the interfaces they implement.</summary>
internal sealed class GrainClassMap
{
    private const string Suffix = "grain";

    private readonly FrozenDictionary<GrainType, GrainClass> _byType;
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainClass> _byInterface = new();

    internal GrainClassMap(IEnumerable<Type> types, GrainCollectionOptions options)
    {
        var classes = new Dictionary<GrainType, GrainClass>();
        foreach (var type in types)
        {
            var added = new GrainClass(type, TypeOf(type), options);
            if (!classes.TryAdd(added.GrainType, added))
                throw new OrleansConfigurationException($"{type.FullName} and {classes[added.GrainType].Type.FullName} are both grain type \"{added.GrainType}\"; name one with [GrainType].");
        }

        _byType = classes.ToFrozenDictionary();
    }

    internal IEnumerable<GrainClass> All => _byType.Values;

    internal GrainClass ClassOf(GrainType type) =>
        _byType.TryGetValue(type, out var found) ? found : throw new ArgumentException($"Could not find a grain class for grain type \"{type}\".", nameof(type));

    internal GrainClass ClassOf(Type interfaceType, string? prefix) =>
        _byInterface.TryGetValue((interfaceType, prefix), out var found)
            ? found
            : _byInterface.GetOrAdd((interfaceType, prefix), Find(interfaceType, prefix));

    private static GrainType TypeOf(Type type)
    {
        if (type.GetCustomAttribute<GrainTypeAttribute>() is { } named)
            return named.GrainType;
        var name = type.Name.ToLowerInvariant();
        return GrainType.Create(name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name);
    }

    private GrainClass Find(Type interfaceType, string? prefix)
    {
        var candidates = _byType.Values
            .Where(c => interfaceType.IsAssignableFrom(c.Type) && (prefix is null || c.Type.FullName!.StartsWith(prefix, StringComparison.Ordinal)))
            .ToArray();
        return candidates switch
        {
            [var one] => one,
            [] => throw new ArgumentException($"Could not find an implementation for interface {interfaceType.FullName}", nameof(interfaceType)),
            _ => Conventional(interfaceType, candidates),
        };
    }

    /// <summary>Of several classes the one named like the interface is meant: <c>IFooGrain</c> is <c>FooGrain</c>.</summary>
    private static GrainClass Conventional(Type interfaceType, GrainClass[] candidates) =>
        candidates.FirstOrDefault(c => string.Equals("I" + c.Type.Name, interfaceType.Name, StringComparison.Ordinal))
        ?? throw new ArgumentException(
            $"Unable to identify a single appropriate grain type for interface {interfaceType.FullName}. Candidates: {string.Join(", ", candidates.Select(c => c.Type.FullName))}",
            nameof(interfaceType));
}
