using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

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
}
