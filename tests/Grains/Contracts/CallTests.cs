using System.Reflection;
using MeetingIntel.Grains.Sessions;
using MeetingIntel.Sessions;

namespace MeetingIntel.Grains.Tests.Contracts;

/// <summary>
/// What calls between processes are named by, and what the reminders in the database are: names that stand in the code, not those that an engine would make of
/// classes, methods and namespaces, so that these can be renamed and moved.
/// </summary>
public sealed class CallTests
{
    private const string File = "calls.txt";
    private const string Grain = "grain:";

    /// <summary>A method that is called across processes keeps its name and what it takes and gives: another one is a new method, beside it for one build.</summary>
    [Fact]
    public void Calls_AreNamedAsTheyAlwaysWere() => Check("mi.", Samples.Calls.Select(call => KeyValuePair.Create(call.Key, Signature(call.Value))));

    /// <summary>A grain's type is the first part of its address, which a reminder is stored with.</summary>
    [Fact]
    public void Grains_AreNamedAsTheyAlwaysWere() => Check(Grain, typeof(SessionGrain).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase)))
        .Select(type => KeyValuePair.Create(
            Grain + (type.GetCustomAttributesData().SingleOrDefault(attribute => attribute.AttributeType == typeof(GrainTypeAttribute))?.ConstructorArguments[0].Value
                ?? throw new InvalidOperationException($"{type} is a grain without a [GrainType]: renaming it would orphan its reminders.")),
            string.Join(' ', type.GetInterfaces().Where(Samples.IsCalled).Select(Samples.Alias).Order(StringComparer.Ordinal)))));

    /// <summary>What has gone is a difference, too: somebody else may still call it.</summary>
    private static void Check(string kind, IEnumerable<KeyValuePair<string, string>> now)
    {
        List<KeyValuePair<string, string>> lines = [.. now];
        Golden.Check(File, lines);
        Assert.Equal(Golden.Read(File).Keys.Where(name => name.StartsWith(kind, StringComparison.Ordinal)).Order(StringComparer.Ordinal), lines.Select(line => line.Key).Order(StringComparer.Ordinal));
    }

    private static string Signature(MethodInfo method) => $"({string.Join(", ", method.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}) {NameOf(method.ReturnType)}";

    private static string NameOf(Type type) => type switch
    {
        { IsConstructedGenericType: true } => $"{NameOf(type.GetGenericTypeDefinition())}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>",
        _ when type.Assembly == typeof(SessionSnapshot).Assembly => Samples.Alias(type),
        _ => type.Name.Split('`')[0],
    };
}
