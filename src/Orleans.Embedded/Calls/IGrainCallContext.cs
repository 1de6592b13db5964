using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A filter given as a delegate.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>A filter given as a delegate.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);

/// <summary>A call on its way through filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The call.</summary>
    IInvokable Request { get; }

    /// <summary>Incoming: the grain instance. Outgoing: the reference.</summary>
    object Grain { get; }

    /// <summary>The grain that made the call, if one did.</summary>
    GrainId? SourceId { get; }

    /// <summary>The grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>The name of the interface.</summary>
    string InterfaceName { get; }

    /// <summary>The name of the method.</summary>
    string MethodName { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The result, after <see cref="Invoke"/>; may be replaced.</summary>
    object? Result { get; set; }

    /// <summary>Goes on with the next filter, and after the last with the call.</summary>
    Task Invoke();
}

/// <summary>A call on its way into a grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that is called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call on its way out of its caller.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation that calls, if one does.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Sees every call of every grain; or, implemented by a grain, every call of that grain.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Handles a call; <see cref="IGrainCallContext.Invoke"/> goes on with it.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Sees every call that is made.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Handles a call; <see cref="IGrainCallContext.Invoke"/> goes on with it.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}
