using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity;

/// <summary>What handlers put down for the audit.</summary>
internal static class AuditNotes
{
    /// <summary>What a caller does.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="context">The request.</param>
    /// <param name="action">What, <c>feature.verb</c>.</param>
    /// <param name="target">To what.</param>
    /// <param name="sessionId">The session that it concerns.</param>
    public static AuditNote Note(this Caller caller, HttpContext context, string action, string? target = null, string? sessionId = null) =>
        new(caller.OrgId, caller.Actor, action, target, sessionId, context.TraceIdentifier);

    /// <summary>What somebody does who is known, but not signed in.</summary>
    /// <param name="orgId">The organisation that it concerns.</param>
    /// <param name="userId">Who.</param>
    /// <param name="context">The request.</param>
    /// <param name="action">What, <c>feature.verb</c>.</param>
    public static AuditNote OfUser(string orgId, string userId, HttpContext context, string action) => new(orgId, $"user:{userId}", action, userId, RequestId: context.TraceIdentifier);
}
