using System.Reflection;
using System.Text.Json;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Observability;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>Who may call a hub method. One without it is closed to everybody.</summary>
/// <param name="needs">What the caller must be allowed to do.</param>
/// <param name="session">What the method does with the session that its first argument names.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class HubRuleAttribute(Permissions needs, SessionUse session = SessionUse.Use) : Attribute
{
    /// <summary>What the caller must be allowed to do.</summary>
    public Permissions Needs => needs;

    /// <summary>What the method does with its session.</summary>
    public SessionUse Session => session;

    /// <summary>Whether the method is about a session at all.</summary>
    public bool HasSession { get; init; } = true;

    /// <summary>Whether a message that names no session makes sense, too.</summary>
    public bool SessionIsOptional { get; init; }

    /// <summary>Whether it takes pieces of audio, which have a limit of their own.</summary>
    public bool IsAudio { get; init; }

    /// <summary>The event in which the method's callers expect a refusal; <see langword="null"/>: <c>error</c>.</summary>
    public string? Answer { get; init; }
}

/// <summary>The hub's door: checks each call before the method sees it.</summary>
internal sealed class HubAccess(SessionAccess access, RateLimits limits) : IHubFilter
{
    private static readonly GrainError Closed = new(GrainErrorKind.Forbidden, "auth.closed", "This method lets nobody in.");

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var caller = HubConnection.Of(invocationContext.Context).Caller;
        CallContext.ActFor(caller.OrgId, caller.Actor);
        var rule = invocationContext.HubMethod.GetCustomAttribute<HubRuleAttribute>();
        var tooMany = rule is { IsAudio: true } ? limits.RefuseAudio(caller, invocationContext.Context.ConnectionId) : limits.RefuseCall(caller);
        if ((tooMany ?? await CheckAsync(caller, rule, invocationContext)) is not { } refusal)
        {
            return await next(invocationContext);
        }

        if (invocationContext.HubMethod.ReturnType != typeof(Task))
        {
            throw new HubException($"{refusal.Code}: {refusal.Message}");
        }

        await (rule?.Answer is { } answer
            ? invocationContext.Hub.Clients.Caller.SendAsync(answer, new { success = false, error = refusal.Message, code = refusal.Code })
            : invocationContext.Hub.Clients.Caller.SendAsync("error", new { message = refusal.Message, code = refusal.Code }));
        return null;
    }

    private async ValueTask<GrainError?> CheckAsync(Caller caller, HubRuleAttribute? rule, HubInvocationContext invocation)
    {
        if (rule is null)
        {
            return Closed;
        }

        if (AccessErrors.Missing(caller, rule.Needs) is { } missing || !rule.HasSession)
        {
            return AccessErrors.Missing(caller, rule.Needs);
        }

        return SessionOf(invocation.HubMethodArguments) is { } id
            ? await access.CheckAsync(caller, id, rule.Session, invocation.Context.ConnectionAborted)
            : rule.SessionIsOptional ? null : SessionHub.Incomplete;
    }

    private static string? SessionOf(IReadOnlyList<object?> arguments) => arguments.FirstOrDefault() switch
    {
        string id => id,
        JsonElement payload => AboutSession.IdOf(payload),
        _ => null,
    };
}
