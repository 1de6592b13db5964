using MeetingIntel.Silo.Hosting;
using MeetingIntel.Silo.Hosting.Clustering;
using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Runtime.Providers;
using Orleans.Serialization;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>How silos and front-ends are put together.</summary>
public sealed class CompositionTests
{
    /// <summary>Otherwise a front-end answers "internal error" for as long as the database is away.</summary>
    [Fact]
    public async Task Exceptions_BetweenProcesses_ArriveAsWhatTheyAre()
    {
        await using var services = new ServiceCollection().AddSerializer().AddExceptions().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer<Exception>>();

        var arrived = serializer.Deserialize(serializer.SerializeToArray(new JournalUnavailableException("away", new NpgsqlException("gone"))));

        Assert.Equal("away", Assert.IsType<JournalUnavailableException>(arrived).Message);
        Assert.Equal("gone", Assert.IsType<NpgsqlException>(arrived.InnerException).Message);
    }

    /// <summary>Orleans' own 10 s, in which meetings whose queue lived on a lost silo stand still.</summary>
    [Fact]
    public async Task Streams_WhoseQueueWasLost_AreReadAgainAtOnce()
    {
        await using var host = SiloHost.Build([]);

        Assert.True(host.Services.GetRequiredKeyedService<IQueueReaderBackoffProvider>(StreamNames.Provider).Next(1) < TimeSpan.FromSeconds(1));
        Assert.True(host.Services.GetRequiredKeyedService<IMessageDeliveryBackoffProvider>(StreamNames.Provider).Next(1) < TimeSpan.FromSeconds(1));
    }
}
