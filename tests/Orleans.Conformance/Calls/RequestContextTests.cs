namespace Orleans.Conformance.Calls;

public sealed class RequestContextTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private ICallGrain Grain => shared.Grains.GetGrain<ICallGrain>(_key);

    [Fact]
    public async Task Value_SetByTheCaller_ReachesTheGrainAndTheGrainsItCalls()
    {
        RequestContext.Set("who", "Ana");

        Assert.Equal("Ana", await Grain.ContextAsync("who"));
        Assert.Equal("Ana", await Grain.ContextThroughAsync("who", Key.New()));
        Assert.True(RequestContext.Remove("who"));
        Assert.Null(await Grain.ContextAsync("who"));
    }

    [Fact]
    public async Task Value_SetByTheGrain_StaysWithItsCall()
    {
        await Grain.SetContextAsync("mood", "good");

        Assert.Null(RequestContext.Get("mood"));
        Assert.Null(await Grain.ContextAsync("mood"));
    }

    [Fact]
    public async Task Value_OfOneCaller_IsNotAnothers()
    {
        const int Callers = 200;

        var seen = await Task.WhenAll(Enumerable.Range(0, Callers).Select(async i =>
        {
            if (i % 2 == 0)
                RequestContext.Set("number", $"{i}");
            return await Grain.ContextAsync("number");
        }));

        Assert.Equal(Enumerable.Range(0, Callers).Select(i => i % 2 == 0 ? $"{i}" : null), seen, StringComparer.Ordinal);
    }
}
