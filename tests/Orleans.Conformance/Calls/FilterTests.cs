using Orleans.TestingHost;

namespace Orleans.Conformance.Calls;

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<string> SayAsync(string text);

    Task<string> SayThroughAsync(string other, string text);

    Task<string> RefuseAsync();
}

/// <summary>A grain that filters its own calls too.</summary>
internal sealed class FilteredGrain : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    public Task<string> SayAsync(string text) => Task.FromResult(text);

    public Task<string> SayThroughAsync(string other, string text) => GrainFactory.GetGrain<IFilteredGrain>(other).SayAsync(text);

    public Task<string> RefuseAsync() => Task.FromResult("not refused");

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (string.Equals(context.MethodName, nameof(RefuseAsync), StringComparison.Ordinal))
            throw new UnauthorizedAccessException("Refused.");
        await context.Invoke();
        if (context.Result is string said)
            context.Result = $"{said}, says the grain";
    }
}

public sealed class FilterTests(FilterTests.FilteredCluster filtered) : IClassFixture<FilterTests.FilteredCluster>
{
    private readonly string _key = Key.New();

    private IFilteredGrain Grain => filtered.Cluster.GrainFactory.GetGrain<IFilteredGrain>(_key);

    [Fact]
    public async Task IncomingFilters_OfTheSiloThenOfTheGrain_SeeAndChangeTheCall()
    {
        var said = await Grain.SayAsync("Hello");

        Assert.Equal("HELLO, says the grain, says the filter", said);
        Assert.Equal([$"{nameof(IFilteredGrain)}.{nameof(IFilteredGrain.SayAsync)} of filtered/{_key} by {nameof(FilteredGrain)}"], await Signals.Logged(_key, 1));
    }

    [Fact]
    public async Task IncomingFilter_WhenItThrows_FailsTheCall()
    {
        var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(Grain.RefuseAsync);

        Assert.Equal("Refused.", refused.Message);
    }

    [Fact]
    public async Task OutgoingFilter_OfTheSilo_SeesCallsThatGrainsMake()
    {
        var other = Key.New();

        _ = await Grain.SayThroughAsync(other, "Hello");

        Assert.Equal([$"{nameof(IFilteredGrain.SayAsync)} from filtered/{_key}"], await Signals.Logged($"{other}.out", 1));
    }

    public sealed class FilteredCluster : IAsyncLifetime
    {
        internal TestCluster Cluster { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Cluster = await Clusters.StartAsync<Configuration>();

        public async ValueTask DisposeAsync() => await Cluster.DisposeAsync();
    }

    private sealed class Configuration : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            Engine.Configure(siloBuilder);
            _ = siloBuilder.AddIncomingGrainCallFilter<Incoming>().AddOutgoingGrainCallFilter<Outgoing>();
        }
    }

    private sealed class Incoming : IIncomingGrainCallFilter
    {
        public async Task Invoke(IIncomingGrainCallContext context)
        {
            if (context.Grain is not FilteredGrain)
            {
                await context.Invoke();
                return;
            }

            Signals.Log(
                context.TargetId.Key.ToString()!,
                $"{context.InterfaceMethod.DeclaringType!.Name}.{context.MethodName} of {context.TargetId} by {context.ImplementationMethod.DeclaringType!.Name}");
            if (context.Request.GetArgumentCount() == 1 && context.Request.GetArgument(0) is string text)
                context.Request.SetArgument(0, text.ToUpperInvariant());
            await context.Invoke();
            if (context.Result is string said)
                context.Result = $"{said}, says the filter";
        }
    }

    private sealed class Outgoing : IOutgoingGrainCallFilter
    {
        public Task Invoke(IOutgoingGrainCallContext context)
        {
            if (context.InterfaceMethod.DeclaringType == typeof(IFilteredGrain))
                Signals.Log($"{context.TargetId.Key}.out", $"{context.MethodName} from {context.SourceId}");
            return context.Invoke();
        }
    }
}
