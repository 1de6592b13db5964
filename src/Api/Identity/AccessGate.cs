using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Observability;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Identity;

/// <summary>The door: stands behind routing and before everything else, and lets in whom the endpoint's <see cref="AccessRule"/> lets in, before anything of a body is read.</summary>
internal sealed partial class AccessGate(
    RequestDelegate next, CallerResolver callers, SessionAccess access, RateLimits limits, LiveConnections connections, ILogger<AccessGate> logger)
{
    private static readonly GrainError Closed = new(GrainErrorKind.Forbidden, "auth.closed", "This path lets nobody in.");

    /// <summary>Lets a request in or refuses it.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<LimitedByAddress>() is not null && limits.Refuse(context) is { } tooMany)
        {
            await ApiProblem.From(tooMany).ExecuteAsync(context);
        }

        // Routing matches nothing but routes; what else it picks are answers of its own, such as to a method that a path does not take.
        else if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<OpenToEverybody>() is not null)
        {
            await next(context);
        }
        else if (endpoint.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            LogWithoutRule(endpoint.DisplayName);
            await ApiProblem.From(Closed).ExecuteAsync(context);
        }
        else if (rule.OverSocket && context.WebSockets.IsWebSocketRequest)
        {
            await OpenAsync(context, rule);
        }
        else
        {
            var caller = await EnterAsync(context, rule);
            if (!caller.Succeeded)
            {
                await ApiProblem.From(caller.Error).ExecuteAsync(context);
                return;
            }

            context.Features.Set(caller.Value);
            CallContext.ActFor(caller.Value.OrgId, caller.Value.Actor);
            await (IsHubConnection(context, endpoint) ? ConverseAsync(context, caller.Value, rule) : next(context));
        }
    }

    /// <summary>A hub's connection is one request as long as it lives; without room for it there is no upgrade.</summary>
    private async Task ConverseAsync(HttpContext context, Caller caller, AccessRule rule)
    {
        var entered = await connections.EnterAsync(caller, rule.Needs);
        if (!entered.Succeeded)
        {
            context.Features.Set(new RetryHint(LiveConnections.RetrySeconds));
            await ApiProblem.From(entered.Error).ExecuteAsync(context);
            return;
        }

        using var connection = entered.Value;
        context.Features.Set(connection);
        await next(context);
    }

    /// <summary>A socket is open before its client is asked who it is, and while it hears that it may not in: not for a crowd.</summary>
    private async Task OpenAsync(HttpContext context, AccessRule rule)
    {
        var place = limits.Open(context);
        if (!place.Succeeded)
        {
            await ApiProblem.From(place.Error).ExecuteAsync(context);
            return;
        }

        using var opening = place.Value;
        context.Features.Set(new SocketDoor(() => ConnectAsync(context, rule, opening)));
        await next(context);
    }

    private async Task<GrainResult<LiveConnection>> ConnectAsync(HttpContext context, AccessRule rule, IDisposable opening)
    {
        var caller = await EnterAsync(context, rule);
        var entered = caller.Succeeded ? await connections.EnterAsync(caller.Value, rule.Needs) : caller.Error;
        if (entered.Succeeded)
        {
            opening.Dispose();
        }

        return entered;
    }

    private static bool IsHubConnection(HttpContext context, Endpoint endpoint) => context.WebSockets.IsWebSocketRequest && endpoint.Metadata.GetMetadata<HubMetadata>() is not null;

    private async Task<GrainResult<Caller>> EnterAsync(HttpContext context, AccessRule rule)
    {
        var caller = await callers.ResolveAsync(context);
        return !caller.Succeeded ? caller
            : AccessErrors.Missing(caller.Value, rule.Needs) is { } missing ? missing
            : await CheckSessionAsync(context, caller.Value, rule) is { } refusal ? refusal
            : caller;
    }

    private ValueTask<GrainError?> CheckSessionAsync(HttpContext context, Caller caller, AccessRule rule) =>
        context.Request.RouteValues.TryGetValue(AccessRules.SessionRouteValue, out var id)
            ? access.CheckAsync(caller, id as string, rule.Session, context.RequestAborted)
            : ValueTask.FromResult<GrainError?>(null);

    [LoggerMessage(EventId = 70, Level = LogLevel.Error, Message = "{Endpoint} says nothing about who may use it, so nobody may. This is a bug.")]
    private partial void LogWithoutRule(string? endpoint);
}

/// <summary>The door of a socket: it is opened before it is looked at, so that a refusal can be said over it.</summary>
/// <param name="EnterAsync">Lets somebody in, until the connection is disposed, or says why not.</param>
internal sealed record SocketDoor(Func<Task<GrainResult<LiveConnection>>> EnterAsync);
