using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Activations;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>A state that an activation reads before it starts.</summary>
internal interface ILoadableState
{
    Task LoadAsync(CancellationToken cancellationToken);
}

/// <summary>Makes the persistent states that constructors ask for.</summary>
internal static class PersistentStates
{
    private const string DefaultStorage = "Default";

    internal static ILoadableState Create(ParameterInfo parameter, IPersistentStateConfiguration configuration, Activation activation)
    {
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new OrleansConfigurationException($"Parameter {parameter.Name} of {parameter.Member.DeclaringType} has [PersistentState] but is no IPersistentState<T>.");
        var name = configuration.StorageName ?? DefaultStorage;
        var storage = activation.ActivationServices.GetKeyedService<IGrainStorage>(name)
            ?? throw new OrleansConfigurationException($"No storage named \"{name}\" is registered; state \"{configuration.StateName}\" of {activation.Class.Type.FullName} needs it.");
        var type = typeof(PersistentState<>).MakeGenericType(parameter.ParameterType.GetGenericArguments());
        return (ILoadableState)Activator.CreateInstance(
            type, BindingFlags.NonPublic | BindingFlags.Instance, null, [configuration.StateName, name, activation, storage], null)!;
    }
}

/// <inheritdoc cref="IPersistentState{TState}"/>
internal sealed class PersistentState<TState> : IPersistentState<TState>, ILoadableState
{
    private readonly string _stateName;
    private readonly string _storageName;
    private readonly Activation _activation;
    private readonly IGrainStorage _storage;
    private readonly GrainState<TState> _stored = new() { State = New() };

    internal PersistentState(string stateName, string storageName, Activation activation, IGrainStorage storage)
    {
        _stateName = stateName;
        _storageName = storageName;
        _activation = activation;
        _storage = storage;
    }

    private delegate Task Operation(string stateName, GrainId grainId, IGrainState<TState> state, CancellationToken cancellationToken);

    public TState State
    {
        get => _stored.State!;
        set => _stored.State = value;
    }

    public string? Etag => _stored.ETag;

    public bool RecordExists => _stored.RecordExists;

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task ReadStateAsync(CancellationToken cancellationToken) => RunAsync(_storage.ReadStateAsync, nameof(ReadStateAsync), cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => RunAsync(_storage.WriteStateAsync, nameof(WriteStateAsync), cancellationToken);

    public async Task ClearStateAsync(CancellationToken cancellationToken)
    {
        await RunAsync(_storage.ClearStateAsync, nameof(ClearStateAsync), cancellationToken);
        _stored.State = New();
        _stored.RecordExists = false;
    }

    Task ILoadableState.LoadAsync(CancellationToken cancellationToken) => ReadStateAsync(cancellationToken);

    private static TState New() =>
        typeof(TState).IsValueType || typeof(TState).GetConstructor(Type.EmptyTypes) is not null
            ? Activator.CreateInstance<TState>()
            : (TState)RuntimeHelpers.GetUninitializedObject(typeof(TState));

    private async Task RunAsync(Operation operation, string name, CancellationToken cancellationToken)
    {
        try
        {
            await operation(_stateName, _activation.GrainId, _stored, cancellationToken);
            _stored.State ??= New();
        }
        catch (Exception exception) when (exception is not OrleansException and not OperationCanceledException)
        {
            throw new OrleansException(
                $"Error from storage provider {_storage.GetType().Name}.{_storageName} during {name} for grain {_activation.GrainId}: {exception.Message}", exception);
        }
    }
}
