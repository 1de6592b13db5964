namespace Orleans.Conformance.Calls;

public sealed class CallTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private ICallGrain Grain => shared.Grains.GetGrain<ICallGrain>(_key);

    [Fact]
    public async Task Call_WithArgumentsAndResult_CarriesBoth()
    {
        var note = new Note("outer", [1, 2, 3], new Note("inner", [], null));

        var echoed = await Grain.EchoAsync(note);

        Assert.NotNull(echoed);
        Assert.Equal(note.Text, echoed.Text);
        Assert.Equal(note.Numbers, echoed.Numbers);
        Assert.Equal("inner", echoed.Inner!.Text);
        Assert.Null(await Grain.EchoAsync(null));
        Assert.Equal(7, await Grain.ValueAsync(7));
        await Grain.NothingAsync();
    }

    [Fact]
    public async Task Call_OfAnInheritedMethod_Works()
    {
        IGreeter greeter = Grain;

        Assert.Equal($"Hello Ana, I am {_key}", await greeter.GreetAsync("Ana"));
        Assert.Equal($"Hello Ben, I am {_key}", await Grain.AsReference<IGreeter>().GreetAsync("Ben"));
    }

    [Fact]
    public async Task Reference_PassedToAGrain_IsCallable()
    {
        var other = Key.New();

        var greeting = await Grain.GreetThroughAsync(shared.Grains.GetGrain<ICallGrain>(other), "Ana");

        Assert.Equal($"Hello Ana, I am {other}", greeting);
    }

    [Fact]
    public async Task AsReference_OfAGrainItself_IsAReferenceToIt()
    {
        var myself = await Grain.MyselfAsync();

        Assert.Equal(_key, myself.GetPrimaryKeyString());
        Assert.Equal(Grain.GetGrainId(), myself.GetGrainId());
        Assert.Equal($"Hello Ana, I am {_key}", await myself.GreetAsync("Ana"));
    }

    [Fact]
    public async Task Exception_ThrownByTheMethod_ReachesTheCallerWithTypeAndMessage()
    {
        Assert.Equal("at once", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailAsync("at once"))).Message);
        Assert.Equal("later", (await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailLaterAsync("later"))).Message);
    }

    [Fact]
    public async Task Exception_OfAnOwnType_KeepsItsMembers()
    {
        var spoilt = await Assert.ThrowsAsync<SpoiltException>(() => Grain.SpoilAsync(3));

        Assert.Equal("It is spoilt.", spoilt.Message);
        Assert.Equal(3, spoilt.Degree);
    }

    [Fact]
    public async Task Grain_AfterAnException_GoesOn()
    {
        _ = await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.FailAsync("once"));

        Assert.Equal($"Hello Ana, I am {_key}", await Grain.GreetAsync("Ana"));
    }

    [Fact]
    public async Task OneWay_WhenCalled_DoesNotWaitForTheMethod()
    {
        await Grain.TellAsync(_key).Within("the one-way call returned");
        Assert.False(Signals.IsOpen($"{_key}.told"));

        Signals.Open(_key);
        await Signals.Opened($"{_key}.told").Within("the one-way method ended");
    }

    [Fact]
    public async Task OneWay_WhenTheMethodFails_TellsNobody()
    {
        await Grain.TellBadlyAsync(_key);
        await Signals.Opened(_key).Within("the one-way method ran");

        Assert.Equal($"Hello Ana, I am {_key}", await Grain.GreetAsync("Ana"));
    }
}
