using Orleans.Concurrency;

namespace Orleans.Conformance.Calls;

/// <summary>An exception of our own, with a member of its own.</summary>
[GenerateSerializer, Alias("conformance.spoilt")]
public sealed class SpoiltException(string message, int degree) : Exception(message)
{
    [Id(0)]
    public int Degree { get; } = degree;
}

[GenerateSerializer, Immutable, Alias("conformance.note")]
public sealed record Note([property: Id(0)] string Text, [property: Id(1)] int[] Numbers, [property: Id(2)] Note? Inner);

public interface IGreeter : IGrainWithStringKey
{
    Task<string> GreetAsync(string name);
}

public interface ICallGrain : IGreeter
{
    Task<Note?> EchoAsync(Note? note);

    ValueTask<int> ValueAsync(int value);

    ValueTask NothingAsync();

    Task FailAsync(string message);

    Task FailLaterAsync(string message);

    Task SpoilAsync(int degree);

    [OneWay]
    Task TellAsync(string gate);

    [OneWay]
    Task TellBadlyAsync(string gate);

    Task<string> GreetThroughAsync(IGreeter other, string name);

    Task<IGreeter> MyselfAsync();

    Task<string?> ContextAsync(string name);

    Task<string?> ContextThroughAsync(string name, string other);

    Task SetContextAsync(string name, string value);
}

internal sealed class CallGrain : Grain, ICallGrain
{
    public Task<string> GreetAsync(string name) => Task.FromResult($"Hello {name}, I am {this.GetPrimaryKeyString()}");

    public Task<Note?> EchoAsync(Note? note) => Task.FromResult(note);

    public ValueTask<int> ValueAsync(int value) => new(value);

    public async ValueTask NothingAsync() => await Task.Yield();

    public Task FailAsync(string message) => throw new InvalidOperationException(message);

    public async Task FailLaterAsync(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task SpoilAsync(int degree) => throw new SpoiltException("It is spoilt.", degree);

    public async Task TellAsync(string gate)
    {
        await Signals.Opened(gate);
        Signals.Open($"{gate}.told");
    }

    public Task TellBadlyAsync(string gate)
    {
        Signals.Open(gate);
        throw new InvalidOperationException("Nobody hears this.");
    }

    public Task<string> GreetThroughAsync(IGreeter other, string name) => other.GreetAsync(name);

    public Task<IGreeter> MyselfAsync() => Task.FromResult(this.AsReference<IGreeter>());

    public Task<string?> ContextAsync(string name) => Task.FromResult((string?)RequestContext.Get(name));

    public async Task<string?> ContextThroughAsync(string name, string other)
    {
        await Task.Yield();
        return await GrainFactory.GetGrain<ICallGrain>(other).ContextAsync(name);
    }

    public Task SetContextAsync(string name, string value)
    {
        RequestContext.Set(name, value);
        return Task.CompletedTask;
    }
}
