using System.Reflection;
using Orleans.CodeGeneration;

namespace Orleans.Manifest;

/// <summary>Finds the assemblies with grains: those that name themselves, and the ones they name.</summary>
internal static class ApplicationParts
{
    internal static IReadOnlyCollection<Assembly> Find()
    {
        var found = new Dictionary<string, Assembly>(StringComparer.Ordinal);
        var next = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        if (Assembly.GetEntryAssembly() is { } entry)
            next.Enqueue(entry);
        while (next.TryDequeue(out var assembly))
        {
            var parts = assembly.GetCustomAttributes<ApplicationPartAttribute>().ToArray();
            if (parts.Length == 0 || !found.TryAdd(assembly.FullName!, assembly))
                continue;
            foreach (var part in parts)
                next.Enqueue(Assembly.Load(new AssemblyName(part.AssemblyName)));
        }

        return found.Values;
    }

    internal static GrainReferenceCatalog References(IEnumerable<Assembly> parts)
    {
        var catalog = new GrainReferenceCatalog();
        foreach (var manifest in parts.Append(typeof(ApplicationParts).Assembly).Select(part => part.GetCustomAttribute<GrainManifestAttribute>()))
        {
            if (manifest is not null)
                ((IGrainManifest)Activator.CreateInstance(manifest.Manifest)!).Register(catalog);
        }

        return catalog;
    }

    internal static IEnumerable<Type> GrainClasses(IEnumerable<Assembly> parts) =>
        parts.SelectMany(part => part.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false }
                && typeof(IGrain).IsAssignableFrom(type)
                && !typeof(Runtime.GrainReference).IsAssignableFrom(type));
}
