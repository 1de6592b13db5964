using MeetingIntel.Api.Identity.ApiKeys;
using MeetingIntel.Api.Identity.Audit;
using MeetingIntel.Api.Identity.Credentials;
using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Api.Identity.Sharing;
using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Identity.WorkOs;

namespace MeetingIntel.Api.Identity;

/// <summary>People, organisations and what opens doors, over REST.</summary>
internal static class IdentityEndpoints
{
    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapIdentity(this IEndpointRouteBuilder app)
    {
        app.MapTokens();
        app.MapUsers();
        app.MapSettings();
        app.MapPasswords();
        app.MapDeparture();
        app.MapWorkOs();
        app.MapAccount();
        app.MapInitialize();
        app.MapOrganisations();
        app.MapInvited();
        app.MapApiKeys();
        app.MapProviderCredentials();
        app.MapAudit();

        var api = app.MapGroup("/api");
        api.MapShareLinks();
        api.MapOAuthTokens();
    }
}
