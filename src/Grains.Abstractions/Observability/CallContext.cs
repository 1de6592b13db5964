using System.Diagnostics;

namespace MeetingIntel.Observability;

/// <summary>
/// What travels with a call through all grains that it reaches: which request it serves, for whom, and which recorded span it belongs to. It stays with whatever
/// the call starts, so work that outlives its call begins with <see cref="Leave"/>.
/// </summary>
public static class CallContext
{
    private const string RequestKey = "request_id";
    private const string OrgKey = "org_id";
    private const string ActorKey = "actor";

    // The name that Orleans' own propagation would use, for the same thing.
    private const string TraceKey = "traceparent";

    /// <summary>The request that the running call serves, if any.</summary>
    public static string? RequestId => RequestContext.Get(RequestKey) as string;

    /// <summary>The organisation for which the running call is made; <see langword="null"/>: the server makes it on its own account.</summary>
    public static string? OrgId => RequestContext.Get(OrgKey) as string;

    /// <summary>Who makes the running call, kind and id with a colon between; <see langword="null"/>: the server.</summary>
    public static string? Actor => RequestContext.Get(ActorKey) as string;

    /// <summary>The recorded span that the running call belongs to, if any.</summary>
    public static string? Trace => RequestContext.Get(TraceKey) as string;

    /// <summary>The calls made from here on serve a request, and belong to the current span if that is recorded.</summary>
    /// <param name="requestId">The request.</param>
    public static void Enter(string requestId)
    {
        RequestContext.Set(RequestKey, requestId);
        Enter(Activity.Current);
    }

    /// <summary>The calls made from here on are made for somebody.</summary>
    /// <param name="orgId">The organisation.</param>
    /// <param name="actor">Who: kind and id with a colon between.</param>
    public static void ActFor(string orgId, string actor)
    {
        RequestContext.Set(OrgKey, orgId);
        RequestContext.Set(ActorKey, actor);
    }

    /// <summary>The calls made from here on belong to a span, if it is recorded.</summary>
    /// <param name="span">The span.</param>
    public static void Enter(Activity? span)
    {
        if (span is { Recorded: true, Id: { } id })
        {
            RequestContext.Set(TraceKey, id);
        }
    }

    /// <summary>The calls made from here on belong to no span.</summary>
    public static void LeaveTrace() => RequestContext.Remove(TraceKey);

    /// <summary>What is done from here on serves no request and belongs to no span: it goes on when those have ended.</summary>
    public static void Leave()
    {
        RequestContext.Clear();
        if (Activity.Current is not null)
        {
            Activity.Current = null;
        }
    }
}
