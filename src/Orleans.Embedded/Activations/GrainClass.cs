using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Calls;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace Orleans.Activations;

/// <summary>What is known of a grain class: how to construct it, and what its attributes say.</summary>
internal sealed class GrainClass
{
    private readonly ConstructorInfo _constructor;
    private readonly ParameterInfo[] _parameters;
    private readonly bool _reentrant;
    private readonly Func<object, IInvokable, bool>? _mayInterleave;

    internal GrainClass(Type type, GrainType grainType, Configuration.GrainCollectionOptions options)
    {
        Type = type;
        GrainType = grainType;
        var constructors = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance);
        _constructor = constructors.FirstOrDefault(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.Where(c => c.IsPublic).MaxBy(c => c.GetParameters().Length)
            ?? throw new OrleansConfigurationException($"Grain class {type.FullName} has no public constructor.");
        _parameters = _constructor.GetParameters();
        _reentrant = type.IsDefined(typeof(ReentrantAttribute));
        if (type.GetCustomAttribute<MayInterleaveAttribute>() is { } interleave)
            _mayInterleave = Predicate(type, interleave.CallbackMethodName);
        AgeLimitMilliseconds = AgeLimit(type, options);
        ImplicitSubscriptions = [.. type.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(a => a.Predicate)];
    }

    internal Type Type { get; }

    internal GrainType GrainType { get; }

    internal long AgeLimitMilliseconds { get; }

    internal Streams.IStreamNamespacePredicate[] ImplicitSubscriptions { get; }

    internal bool MayInterleave(object instance, Request request, Request? blocking)
    {
        if (_reentrant)
            return true;
        return _mayInterleave is not null
            && ((request is IInvokable arriving && _mayInterleave(instance, arriving))
                || (blocking is IInvokable running && _mayInterleave(instance, running)));
    }

    /// <summary>Constructs an instance in the activation's turn, with the persistent states its constructor asks for.</summary>
    internal object CreateInstance(Activation activation, out List<ILoadableState> states)
    {
        states = [];
        var services = activation.ActivationServices;
        var arguments = new object?[_parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Resolve(_parameters[i], activation, services, states);
        return _constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static object? Resolve(ParameterInfo parameter, Activation activation, IServiceProvider services, List<ILoadableState> states)
    {
        if (parameter.GetCustomAttribute<PersistentStateAttribute>() is { } facet)
        {
            var state = PersistentStates.Create(parameter, facet, activation);
            states.Add(state);
            return state;
        }

        if (parameter.ParameterType == typeof(IGrainContext))
            return activation;
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return services.GetRequiredKeyedService(parameter.ParameterType, keyed.Key);
        return parameter.HasDefaultValue
            ? services.GetService(parameter.ParameterType) ?? parameter.DefaultValue
            : services.GetRequiredService(parameter.ParameterType);
    }

    private static Func<object, IInvokable, bool> Predicate(Type type, string name)
    {
        var method = type.GetMethod(name, BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static, [typeof(IInvokable)]);
        if (method is null || method.ReturnType != typeof(bool))
            throw new OrleansConfigurationException($"Class {type.FullName} has no method 'bool {name}({nameof(IInvokable)})' for [MayInterleave].");
        if (!method.IsStatic)
            return (instance, request) => (bool)method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, [request], null)!;
        var predicate = method.CreateDelegate<Func<IInvokable, bool>>();
        return (_, request) => predicate(request);
    }

    private static long AgeLimit(Type type, Configuration.GrainCollectionOptions options)
    {
        if (type.IsDefined(typeof(KeepAliveAttribute)))
            return long.MaxValue;
        if (type.GetCustomAttribute<CollectionAgeLimitAttribute>() is { } limit)
            return limit.AlwaysActive ? long.MaxValue : (long)limit.AgeLimit.TotalMilliseconds;
        return options.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age)
            ? (long)age.TotalMilliseconds
            : (long)options.CollectionAge.TotalMilliseconds;
    }
}
