using System.Reflection;
using MeetingIntel.Silo.Hosting;

namespace MeetingIntel.Deploy.Tests;

/// <summary>The settings that the program reads, found in the program: sections of options, and constants that name a single setting.</summary>
internal static class KnownSettings
{
    /// <summary>Settings of the frameworks; their names are not ours to check.</summary>
    private static readonly string[] Frameworks = ["ASPNETCORE_", "DOTNET_", "OTEL_", "SSL_CERT_", "Logging:"];

    private static readonly HashSet<string> Ours = Find();

    /// <summary>Whether a variable means something to the program.</summary>
    /// <param name="variable">As in the environment: <c>Section__Name</c>.</param>
    public static bool Contains(string variable)
    {
        var setting = variable.Replace("__", ":", StringComparison.Ordinal);
        return Ours.Contains(setting) || Frameworks.Any(prefix => setting.StartsWith(prefix, StringComparison.Ordinal));
    }

    private static HashSet<string> Find()
    {
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var settings = new HashSet<string>(StringComparer.Ordinal);
        foreach (var type in Assemblies().SelectMany(assembly => assembly.GetTypes()))
        {
            foreach (var constant in type.GetFields(All).Where(field => field is { IsLiteral: true, FieldType.Name: nameof(String) }))
            {
                var value = (string)constant.GetRawConstantValue()!;
                if (constant.Name == "Section")
                {
                    var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod?.IsPublic is true);
                    settings.UnionWith(properties.Select(property => $"{value}:{property.Name}"));
                }
                else if (constant.Name.EndsWith("Setting", StringComparison.Ordinal))
                {
                    settings.Add(value);
                }
            }
        }

        return settings;
    }

    private static IEnumerable<Assembly> Assemblies()
    {
        var silo = typeof(SiloHost).Assembly;
        var files = Directory.GetFiles(AppContext.BaseDirectory, "MeetingIntel.*.dll").Where(path => !path.EndsWith("Tests.dll", StringComparison.Ordinal));
        return files.Select(Assembly.LoadFrom).Append(silo).Distinct();
    }
}
