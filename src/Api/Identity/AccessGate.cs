using MeetingIntel.Api.Errors;
using MeetingIntel.Observability;

namespace MeetingIntel.Api.Identity;

/// <summary>The door: stands behind routing and before everything else, and lets in whom the endpoint's <see cref="AccessRule"/> lets in, before anything of a body is read.</summary>
internal sealed partial class AccessGate(RequestDelegate next, CallerResolver callers, SessionAccess access, ILogger<AccessGate> logger)
{
    private static readonly GrainError Closed = new(GrainErrorKind.Forbidden, "auth.closed", "This path lets nobody in.");

    /// <summary>Lets a request in or refuses it.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        // What routing itself answers, such as a method that a path does not take, is no route of anybody's.
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<OpenToEverybody>() is not null)
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
            context.Features.Set(new SocketDoor(() => EnterAsync(context, rule)));
            await next(context);
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
            await next(context);
        }
    }

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
/// <param name="EnterAsync">Lets somebody in, or says why not.</param>
internal sealed record SocketDoor(Func<Task<GrainResult<Caller>>> EnterAsync);
