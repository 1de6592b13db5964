using MeetingIntel.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;
using Orleans.Serialization.TypeSystem;

namespace MeetingIntel.Grains.Tests.Contracts;

/// <summary>Two builds run beside each other during a rolling update: what one writes, the other reads.</summary>
public sealed class WireTests : IDisposable
{
    private const string File = "wire-messages.txt";

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private Serializer Serializer => _services.GetRequiredService<Serializer>();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void Serialize_WritesWhatItAlwaysWrote() =>
        Golden.Check(File, Samples.Messages.Select(sample => KeyValuePair.Create(sample.Key, Convert.ToHexStringLower(Serializer.SerializeToArray(sample.Value)))));

    [Fact]
    public void Deserialize_OfWhatWasSent_GivesTheSameMessage()
    {
        foreach (var (_, hex) in Golden.Read(File))
        {
            var message = Serializer.Deserialize<object>(Convert.FromHexString(hex));
            Assert.Equal(hex, Convert.ToHexStringLower(Serializer.SerializeToArray(message)));
        }
    }

    /// <summary>No name of a class, a method or a namespace of ours: these may change.</summary>
    [Fact]
    public void Calls_AreSentUnderTheirAliases()
    {
        var names = _services.GetRequiredService<TypeConverter>();
        var sent = typeof(ISessionGrain).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IInvokable)))
            .Select(type => (Call: (IInvokable)Activator.CreateInstance(type)!, Name: names.Format(type)))
            .ToDictionary(call => $"{Samples.Alias(call.Call.GetInterfaceType())}.{call.Call.GetMethodName()}", call => call.Name, StringComparer.Ordinal);

        Assert.Equal(Samples.Calls.Keys.Order(StringComparer.Ordinal), sent.Keys.Order(StringComparer.Ordinal));
        Assert.All(Samples.Calls, call => Assert.Equal(
            $"(\"inv\",[{names.Format(typeof(GrainReference))}],[{Samples.Alias(call.Value.DeclaringType!)}],\"{Samples.Alias(call.Value)}\")", sent[call.Key]));
    }
}
