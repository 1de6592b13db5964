using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Orleans.Conformance.State;

[GenerateSerializer, Alias("conformance.shopping-list")]
public sealed class ShoppingList
{
    [Id(0)]
    public List<string> Items { get; set; } = [];
}

public interface IShoppingGrain : IGrainWithStringKey
{
    Task AddAsync(string item);

    /// <summary>Adds without storing.</summary>
    Task AddInMemoryAsync(string item);

    Task<List<string>> ItemsAsync();

    Task<(bool Exists, bool HasEtag)> RecordAsync();

    Task ReadAsync();

    Task ClearAsync();

    Task DeactivateAsync();
}

internal sealed class ShoppingGrain([PersistentState(ShoppingGrain.StateName, Names.Storage)] IPersistentState<ShoppingList> list)
    : Grain, IShoppingGrain
{
    internal const string StateName = "list";

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Signals.Log(this.GetPrimaryKeyString(), $"activated with {list.State.Items.Count}");
        return Task.CompletedTask;
    }

    public Task AddAsync(string item)
    {
        list.State.Items.Add(item);
        return list.WriteStateAsync();
    }

    public Task AddInMemoryAsync(string item)
    {
        list.State.Items.Add(item);
        return Task.CompletedTask;
    }

    public Task<List<string>> ItemsAsync() => Task.FromResult(list.State.Items);

    public Task<(bool Exists, bool HasEtag)> RecordAsync() => Task.FromResult((list.RecordExists, list.Etag is not null));

    public Task ReadAsync() => list.ReadStateAsync();

    public Task ClearAsync() => list.ClearStateAsync();

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class StateTests(SharedCluster shared)
{
    private readonly string _key = Key.New();

    private IShoppingGrain Grain => shared.Grains.GetGrain<IShoppingGrain>(_key);

    [Fact]
    public async Task State_NeverWritten_IsNewAndHasNoRecord()
    {
        Assert.Empty(await Grain.ItemsAsync());
        Assert.False((await Grain.RecordAsync()).Exists);
    }

    [Fact]
    public async Task State_Written_IsThereBeforeTheNextActivation()
    {
        await Grain.AddAsync("tea");
        await Grain.AddAsync("milk");
        Assert.Equal((true, true), await Grain.RecordAsync());
        await Grain.AddInMemoryAsync("forgotten");
        await Grain.DeactivateAsync();

        Assert.Equal(["tea", "milk"], await Grain.ItemsAsync());
        Assert.Equal(["activated with 0", "activated with 2"], await Signals.Logged(_key, 2));
    }

    [Fact]
    public async Task ReadStateAsync_AfterAChangeInMemory_TakesItBack()
    {
        await Grain.AddAsync("tea");
        await Grain.AddInMemoryAsync("mistake");

        await Grain.ReadAsync();

        Assert.Equal(["tea"], await Grain.ItemsAsync());
    }

    [Fact]
    public async Task ClearStateAsync_OfAState_RemovesItsRecord()
    {
        await Grain.AddAsync("tea");

        await Grain.ClearAsync();

        Assert.Empty(await Grain.ItemsAsync());
        Assert.False((await Grain.RecordAsync()).Exists);
        await Grain.AddAsync("milk");
        Assert.Equal(["milk"], await Grain.ItemsAsync());
    }

    [Fact]
    public async Task WriteStateAsync_WhenSomebodyElseWrote_FailsAndTheGrainReadsAgain()
    {
        await Grain.AddAsync("tea");
        await WriteBehindItsBackAsync("milk");

        _ = await Assert.ThrowsAsync<InconsistentStateException>(() => Grain.AddAsync("bread"));

        // The activation in doubt is gone; the next one has what is stored.
        Assert.Equal(["tea", "milk"], await Grain.ItemsAsync());
        await Grain.AddAsync("bread");
        Assert.Equal(["tea", "milk", "bread"], await Grain.ItemsAsync());
    }

    private async Task WriteBehindItsBackAsync(string item)
    {
        var storage = shared.Cluster.GetSiloServiceProvider().GetRequiredKeyedService<IGrainStorage>(Names.Storage);
        var state = new GrainState<ShoppingList>();
        await storage.ReadStateAsync(ShoppingGrain.StateName, Grain.GetGrainId(), state);
        state.State!.Items.Add(item);
        await storage.WriteStateAsync(ShoppingGrain.StateName, Grain.GetGrainId(), state);
    }
}
