using System.Net;
using MeetingIntel.Silo.Hosting.Clustering;
using NSubstitute;
using Orleans.Providers;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace MeetingIntel.EndToEnd.Tests.Clustering;

/// <summary>A queue is read fifty times a second: from its own silo.</summary>
public sealed class QueuesBesideAgentsTests
{
    private static readonly SiloAddress Here = SiloAddress.New(IPAddress.Loopback, 11_111, 1);
    private static readonly SiloAddress There = SiloAddress.New(IPAddress.Loopback, 11_112, 1);

    [Fact]
    public async Task QueueThatIsReadFromAnotherSilo_MovesThere()
    {
        var (context, moved) = Call(nameof(IMemoryStreamQueueGrain.Dequeue), Agent(There));

        await new QueuesBesideAgents(At(Here)).Invoke(context);

        moved.Received(1).Migrate(Arg.Is<Dictionary<string, object>>(hint => There.Equals(hint[IPlacementDirector.PlacementHintKey])), Arg.Any<CancellationToken>());
        await context.Received(1).Invoke();
    }

    [Theory]
    [InlineData(nameof(IMemoryStreamQueueGrain.Dequeue), false)]
    [InlineData(nameof(IMemoryStreamQueueGrain.Enqueue), true)]
    public async Task QueueThatIsReadHere_OrWrittenFromElsewhere_Stays(string method, bool fromElsewhere)
    {
        var (context, moved) = Call(method, Agent(fromElsewhere ? There : Here));

        await new QueuesBesideAgents(At(Here)).Invoke(context);

        moved.DidNotReceiveWithAnyArgs().Migrate(default, default);
        await context.Received(1).Invoke();
    }

    private static (IIncomingGrainCallContext Call, IGrainContext Target) Call(string method, GrainId source)
    {
        var (context, target) = (Substitute.For<IIncomingGrainCallContext>(), Substitute.For<IGrainContext>());
        context.Grain.Returns(new MemoryStreamQueueGrain());
        context.MethodName.Returns(method);
        context.SourceId.Returns(source);
        context.TargetContext.Returns(target);
        return (context, target);
    }

    private static GrainId Agent(SiloAddress silo) => SystemTargetGrainId.Create(SystemTargetGrainId.CreateGrainType("stream-agent"), silo).GrainId;

    private static ILocalSiloDetails At(SiloAddress silo)
    {
        var details = Substitute.For<ILocalSiloDetails>();
        details.SiloAddress.Returns(silo);
        return details;
    }
}
