using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Timeline;
using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.Identity.Audit;

/// <summary>Who did what, over REST, for administrators.</summary>
internal static class AuditEndpoints
{
    private const int MaxPage = 200;

    /// <summary>Maps the path.</summary>
    /// <param name="app">The application.</param>
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet("/api/v1/audit", ListAsync)
        .Requires(Permissions.ManageOrganisation)
        .WithTags("organisations")
        .WithSummary("Lists who did what, the newest first; 'next' is what to pass as 'cursor' for older ones")
        .Produces<AuditPageResponse>();

    private static async Task<IResult> ListAsync(
        Caller caller,
        AuditStore audit,
        [Description("For the next page: 'next' of the page before.")] string? cursor,
        [FromQuery(Name = "session_id"), Description("Only what concerns this session.")] string? sessionId,
        [Description("At most so many; 50 unless given."), Range(1, MaxPage)] string? limit,
        CancellationToken cancellationToken)
    {
        if (QueryNumber.Read(limit, 1, MaxPage, 50) is not { } given)
        {
            return ApiProblem.Invalid("limit", "'limit' must be a number from 1 to 200.");
        }

        if (sessionId?.Contains('\0', StringComparison.Ordinal) is true)
        {
            return ApiProblem.Invalid("session_id", "'session_id' must not hold the character U+0000.");
        }

        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return ApiProblem.Invalid("cursor", "The cursor is not one that a page of the audit gave.");
            }

            before = id;
        }

        var size = (int)given;
        var rows = await audit.ListAsync(caller.OrgId, before, string.IsNullOrEmpty(sessionId) ? null : sessionId, size + 1, cancellationToken);
        var page = rows.Take(size).Select(AuditEntryResponse.From).ToArray();
        return TypedResults.Ok(new AuditPageResponse(page, rows.Count > size ? page[^1].Id.ToString(CultureInfo.InvariantCulture) : null));
    }
}

/// <summary>A stretch of the audit.</summary>
/// <param name="Entries">The newest first.</param>
/// <param name="Next">What to pass as <c>cursor</c> for older ones; <see langword="null"/> when there are none.</param>
internal sealed record AuditPageResponse(IReadOnlyList<AuditEntryResponse> Entries, string? Next);

/// <summary>Something that was done.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What.</param>
/// <param name="Target">To what.</param>
/// <param name="SessionId">The session that it concerns.</param>
/// <param name="RequestId">The request that did it.</param>
/// <param name="Details">More, if there is more to know.</param>
internal sealed record AuditEntryResponse(
    long Id, DateTimeOffset At, AuditEntryResponse.Who Actor, string Action, string? Target, string? SessionId, string? RequestId, JsonElement? Details)
{
    /// <summary>From a row.</summary>
    /// <param name="row">The row.</param>
    public static AuditEntryResponse From(AuditRow row)
    {
        return new(
            row.Id,
            row.At,
            Who.Of(row.Actor, row.ActorName),
            row.Action,
            row.Target,
            row.SessionId,
            row.RequestId,
            row.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(row.Details));
    }

    /// <summary>Who.</summary>
    /// <param name="Kind"><c>user</c>, <c>api_key</c> or <c>share_link</c>; <c>issuer</c>: what somebody else's token made or changed.</param>
    /// <param name="Id">The id.</param>
    /// <param name="Name">What people called it then, if it had a name.</param>
    internal sealed record Who(string Kind, string Id, string? Name)
    {
        /// <summary>From how it is kept.</summary>
        /// <param name="actor">Kind and id with a colon between.</param>
        /// <param name="name">The name.</param>
        public static Who Of(string actor, string? name)
        {
            var parts = actor.Split(':', 2);
            return new(parts[0], parts[^1], name);
        }
    }
}
