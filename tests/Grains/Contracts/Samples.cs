using System.Collections;
using System.Reflection;
using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Contracts;

/// <summary>One sample of each message between processes, with every field set. A type that is added is found by itself.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset Moment = new(2026, 11, 21, 12, 34, 56, 789, TimeSpan.Zero);

    /// <summary>By alias, which is what stands for the type on the wire.</summary>
    public static IReadOnlyDictionary<string, object> Messages { get; } = typeof(SessionEvent).Assembly.GetTypes()
        .Where(type => type is { IsEnum: false, IsAbstract: false } && type.GetCustomAttribute<GenerateSerializerAttribute>() is not null)
        .Select(type => type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(SessionSnapshot)) : type)
        .ToDictionary(Alias, Make, StringComparer.Ordinal);

    /// <summary>By the name in the journal.</summary>
    public static IReadOnlyDictionary<string, SessionEventData> Events { get; } =
        Messages.Values.OfType<SessionEventData>().ToDictionary(SessionEventTypes.NameOf, StringComparer.Ordinal);

    /// <summary>By the aliases of interface and method, which are what stands for the call on the wire.</summary>
    public static IReadOnlyDictionary<string, MethodInfo> Calls { get; } = typeof(SessionEvent).Assembly.GetTypes()
        .Where(IsCalled)
        .SelectMany(type => type.GetMethods(), (type, method) => KeyValuePair.Create($"{Alias(type)}.{Alias(method)}", method))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>Whether it is an interface of ours that other processes call.</summary>
    /// <param name="type">The type.</param>
    public static bool IsCalled(Type type) => type.IsInterface && type.Assembly == typeof(SessionEvent).Assembly && type.IsAssignableTo(typeof(IAddressable));

    /// <summary>What stands for a type or a method on the wire.</summary>
    /// <param name="member">A message, an interface or one of its methods.</param>
    /// <exception cref="InvalidOperationException">It has no name of its own.</exception>
    public static string Alias(MemberInfo member) =>
        member.GetCustomAttributes<AliasAttribute>(inherit: false).SingleOrDefault()?.Alias ?? throw new InvalidOperationException($"{member.DeclaringType}{member} crosses processes without an [Alias]: renaming it would break what runs.");

    private static object Make(Type type)
    {
        var constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]);
    }

    private static object Value(Type type, string name) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } choice => Enum.GetValues(choice).Cast<object>().Last(),
        { } some when some == typeof(string) => $"some {name}",
        { } some when some == typeof(bool) => true,
        { } some when some == typeof(int) => 16_000,
        { } some when some == typeof(long) => 1_234_567_890_123,
        { } some when some == typeof(double) => 1.25,
        { } some when some == typeof(byte[]) => new byte[] { 1, 2, 3, 4 },
        { } some when some == typeof(DateTimeOffset) => Moment,
        { } some when some == typeof(DateOnly) => DateOnly.FromDateTime(Moment.UtcDateTime),
        { } some when some == typeof(SessionEventData) => Make(typeof(TranscriptSegmentAdded)),
        { IsInterface: true, IsGenericType: true } list => List(list.GetGenericArguments()[0], name),
        { } some => Make(some),
    };

    private static Array List(Type item, string name)
    {
        var list = Array.CreateInstance(item, 1);
        ((IList)list)[0] = Value(item, name);
        return list;
    }
}
