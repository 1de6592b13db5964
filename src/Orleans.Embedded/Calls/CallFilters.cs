using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Calls;

/// <summary>The filters of a process, and the way of a call through them.</summary>
internal sealed class CallFilters(IIncomingGrainCallFilter[] incoming, IOutgoingGrainCallFilter[] outgoing)
{
    internal bool HasOutgoing { get; } = outgoing.Length > 0;

    internal bool AppliesTo(object target) => incoming.Length > 0 || target is IIncomingGrainCallFilter;

    internal async Task<object?> InvokeIncomingAsync(GrainCall call, object target, IGrainContext? context)
    {
        var chain = target is IIncomingGrainCallFilter own ? [.. incoming, own] : incoming;
        var passage = new IncomingPassage(call, target, context, chain);
        await passage.Invoke();
        return passage.Result;
    }

    internal async Task<object?> InvokeOutgoingAsync(GrainCall call, GrainReference target, Func<Task<object?>> send)
    {
        var passage = new OutgoingPassage(call, target, outgoing, send);
        await passage.Invoke();
        return passage.Result;
    }

    private abstract class Passage(GrainCall call, GrainId targetId, object grain) : IGrainCallContext
    {
        private int _stage;

        public IInvokable Request => call;

        public object Grain => grain;

        public GrainId? SourceId { get; protected init; }

        public GrainId TargetId => targetId;

        public string InterfaceName { get; } = call.Method.InterfaceType.FullName ?? call.Method.InterfaceType.Name;

        public string MethodName { get; } = call.Method.Name;

        public MethodInfo InterfaceMethod => call.Method.Method;

        public object? Result { get; set; }

        public async Task Invoke()
        {
            var stage = _stage++;
            if (stage < StageCount)
                await InvokeStage(stage);
            else
                Result = await InvokeCall(call);
        }

        protected abstract int StageCount { get; }

        protected abstract Task InvokeStage(int stage);

        protected abstract Task<object?> InvokeCall(GrainCall call);
    }

    private sealed class IncomingPassage(GrainCall call, object target, IGrainContext? context, IIncomingGrainCallFilter[] filters)
        : Passage(call, call.Reference!.GrainId, target), IIncomingGrainCallContext
    {
        public IGrainContext TargetContext =>
            context ?? throw new InvalidOperationException("The call is for an observer, which has no activation.");

        public MethodInfo ImplementationMethod
        {
            get
            {
                var map = Grain.GetType().GetInterfaceMap(Request.GetInterfaceType());
                return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
            }
        }

        protected override int StageCount => filters.Length;

        protected override Task InvokeStage(int stage) => filters[stage].Invoke(this);

        protected override Task<object?> InvokeCall(GrainCall call) => call.InvokeBoxedAsync(Grain);
    }

    private sealed class OutgoingPassage : Passage, IOutgoingGrainCallContext
    {
        private readonly IOutgoingGrainCallFilter[] _filters;
        private readonly Func<Task<object?>> _send;

        internal OutgoingPassage(GrainCall call, GrainReference target, IOutgoingGrainCallFilter[] filters, Func<Task<object?>> send)
            : base(call, target.GrainId, target)
        {
            _filters = filters;
            _send = send;
            SourceContext = RuntimeContext.Current;
            SourceId = SourceContext?.GrainId;
        }

        public IGrainContext? SourceContext { get; }

        protected override int StageCount => _filters.Length;

        protected override Task InvokeStage(int stage) => _filters[stage].Invoke(this);

        protected override Task<object?> InvokeCall(GrainCall call) => _send();
    }
}
