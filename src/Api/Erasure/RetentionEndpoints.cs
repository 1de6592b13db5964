using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Api.Json;
using MeetingIntel.Erasure;
using MeetingIntel.Storage.Erasure;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Erasure;

/// <summary>For how long an organisation keeps its sessions, over REST.</summary>
internal static class RetentionEndpoints
{
    private const int MaxDays = 36_500;

    private static readonly ApiProblem BadDays = ApiProblem.Invalid("days", "'days' must be a whole number from 1 to 36500, or null to keep sessions for ever.", "retention.bad-days");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapRetention(this IEndpointRouteBuilder app)
    {
        var retention = app.MapGroup("/api/v1/orgs/{org}/retention").WithTags("organisations");
        retention.MapGet("", GetAsync).Requires(Permissions.Account).WithSummary("Reads for how many days after their end sessions are kept").Produces<RetentionResponse>();
        retention.MapPut("", SetAsync).Requires(Permissions.ManageOrganisation).WithSummary("Says for how many days after their end sessions are kept; null: for ever").Produces<RetentionResponse>();
    }

    private static async Task<IResult> GetAsync(string org, Caller caller, IErasureReads erasures, CancellationToken cancellationToken) => OrganisationEndpoints.Check(org, caller) is { } foreign
        ? foreign
        : TypedResults.Ok(new RetentionResponse(await erasures.FindRetentionAsync(caller.OrgId, cancellationToken)));

    private static async Task<IResult> SetAsync(string org, RetentionRequest request, HttpContext context, Caller caller, OrganisationStore organisations, IGrainFactory grains)
    {
        if (OrganisationEndpoints.Check(org, caller) is { } foreign)
        {
            return foreign;
        }

        if (!TryRead(request.Days, out var days))
        {
            return BadDays;
        }

        // Before it is on record: whoever looks and finds nothing to keep to, forgets it again.
        await grains.GetGrain<IRetentionGrain>(caller.OrgId).ExpectAsync();
        var note = caller.Note(context, "org.set-retention", caller.OrgId) with { Details = JsonSerializer.Serialize(new { days }) };
        if (!await organisations.SetRetentionAsync(caller.OrgId, days, caller.Id, note, context.RequestAborted))
        {
            return ApiProblem.From(AccessErrors.Revoked);
        }

        await grains.GetGrain<IRetentionGrain>(caller.OrgId).LookAsync();
        return TypedResults.Ok(new RetentionResponse(days));
    }

    /// <summary>Left out is not null: nobody keeps everything for ever by a typing error.</summary>
    private static bool TryRead(JsonElement given, out int? days)
    {
        days = null;
        switch (given)
        {
            case { ValueKind: JsonValueKind.Null }:
                return true;
            case { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var count) && count is >= 1 and <= MaxDays:
                days = count;
                return true;
            default:
                return false;
        }
    }
}

/// <summary>For how long sessions shall be kept.</summary>
internal sealed record RetentionRequest : IClientInput
{
    /// <summary>1 to 36500; null: for ever.</summary>
    public JsonElement Days { get; init; }
}

/// <summary>For how long sessions are kept.</summary>
/// <param name="Days">Days after their end; <see langword="null"/>: for ever.</param>
internal sealed record RetentionResponse(int? Days);
