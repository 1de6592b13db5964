using MeetingIntel.Silo.Hosting.Clustering;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Streams;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>Audio goes from the front-end to the silo that transcribes it, not by way of a third.</summary>
public sealed class AudioRoutesTests
{
    private readonly HashRingBasedStreamQueueMapper _mapper = new(new HashRingStreamQueueMapperOptions { TotalQueueCount = 8 }, StreamNames.Audio);
    private readonly IStreamQueueBalancer _balancer = Substitute.For<IStreamQueueBalancer>();

    [Fact]
    public async Task Stream_PassesTheQueueThatWasChosen_AndItsGrainHearsIt()
    {
        var started = await StartAsync();
        foreach (var queue in _mapper.GetAllQueues())
        {
            foreach (var key in Enumerable.Range(0, 50).Select(number => $"sess_{number}:mic"))
            {
                var chosen = started.Namespace(key, queue.GetNumericId());

                Assert.Equal(queue, _mapper.GetQueueForStream(StreamId.Create(chosen, key)));
                Assert.Matches(StreamNames.AudioRoutes, chosen);
                Assert.Equal(chosen, started.Namespace(key, queue.GetNumericId()));
            }
        }
    }

    [Theory]
    [InlineData("audio2")]
    [InlineData("my/audio")]
    [InlineData("transcript/1")]
    public void OtherStreams_AreNotAudio(string streamNamespace) => Assert.DoesNotMatch(StreamNames.AudioRoutes, streamNamespace);

    [Fact]
    public async Task NearQueue_IsOneThatThisSiloReads()
    {
        var mine = _mapper.GetAllQueues().Take(3).ToArray();
        _balancer.GetMyQueues().Returns(mine);
        var started = await StartAsync();

        var chosen = Enumerable.Range(0, 200).Select(_ => started.NearQueue()).ToHashSet();

        Assert.Equal(mine.Select(queue => (uint?)queue.GetNumericId()).ToHashSet(), chosen);
    }

    [Fact]
    public async Task SiloThatReadsNoQueue_TakesAny()
    {
        _balancer.GetMyQueues().Returns([]);
        var started = await StartAsync();

        Assert.Null(started.NearQueue());
        Assert.Equal(StreamNames.Audio, started.Namespace("sess_1:mic", queue: null));
    }

    [Fact]
    public void BeforeTheSiloIsActive_NoQueueIsNear() => Assert.Null(new AudioRoutes(Services()).NearQueue());

    private async Task<AudioRoutes> StartAsync()
    {
        var routes = new AudioRoutes(Services());
        var lifecycle = Substitute.For<ISiloLifecycle>();
        ILifecycleObserver? start = null;
        lifecycle.Subscribe(default!, default, default!).ReturnsForAnyArgs(call =>
        {
            start = call.Arg<ILifecycleObserver>();
            return Substitute.For<IDisposable>();
        });
        routes.Participate(lifecycle);
        await start!.OnStart(TestContext.Current.CancellationToken);
        return routes;
    }

    private ServiceProvider Services()
    {
        var factory = Substitute.For<IQueueAdapterFactory>();
        factory.GetStreamQueueMapper().Returns(_mapper);
        return new ServiceCollection().AddKeyedSingleton(StreamNames.Audio, factory).AddKeyedSingleton(StreamNames.Audio, _balancer).BuildServiceProvider();
    }
}
