using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>How people want things to be, over REST, at Convers.me's paths.</summary>
internal static class SettingsEndpoints
{
    private const string OwnPreferences = "/users/me/preferences";

    private static readonly ApiProblem TooManySettings = ApiProblem.Invalid("additional_settings", "'additional_settings' must be an object of at most 32 KiB, also together with what was kept before, without half characters and U+0000.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapSettings(this IEndpointRouteBuilder app)
    {
        var users = app.MapGroup("/users").WithTags("users").Requires(Permissions.Account);
        users.MapGet("/me/preferences", GetPreferencesAsync).WithSummary("Reads one's preferences").Produces<PreferencesResponse>();
        users.MapPut("/me/preferences", ReplacePreferencesAsync).WithSummary("Changes one's preferences; additional settings replace those before").Produces<PreferencesResponse>();
        users.MapMethods("/preferences", [HttpMethods.Get, HttpMethods.Put], () => TypedResults.Redirect(OwnPreferences, permanent: false, preserveMethod: true))
            .WithSummary("Leads to one's preferences").Produces(StatusCodes.Status307TemporaryRedirect);

        var settings = app.MapGroup("/settings").WithTags("users").Requires(Permissions.Account);
        settings.MapGet("", GetAsync).WithSummary("Reads oneself and one's preferences").Produces<SettingsResponse>();
        settings.MapPut("/profile", UserEndpoints.UpdateMeAsync).LimitedByAddress().WithSummary("Changes oneself").Produces<UserResponse>();
        settings.MapPut("/preferences", MergePreferencesAsync).WithSummary("Changes one's preferences; additional settings are laid over those before").Produces<PreferencesResponse>();
    }

    private static async Task<IResult> GetAsync(Caller caller, OrganisationStore organisations, PreferenceStore preferences, CancellationToken cancellationToken) =>
        await organisations.FindMemberAsync(caller.OrgId, caller.Id, cancellationToken) is { } member
            ? TypedResults.Ok(new SettingsResponse(new UserResponse(member.User, member.Role == Roles.Admin), await GetPreferencesAsync(caller, preferences, cancellationToken)))
            : UserEndpoints.NoUser;

    private static async Task<PreferencesResponse> GetPreferencesAsync(Caller caller, PreferenceStore preferences, CancellationToken cancellationToken) =>
        new(await preferences.GetAsync(caller.Id, cancellationToken));

    private static Task<IResult> ReplacePreferencesAsync(PreferencesRequest request, Caller caller, PreferenceStore preferences, CancellationToken cancellationToken) =>
        SetPreferencesAsync(request, caller, preferences, merge: false, cancellationToken);

    private static Task<IResult> MergePreferencesAsync(PreferencesRequest request, Caller caller, PreferenceStore preferences, CancellationToken cancellationToken) =>
        SetPreferencesAsync(request, caller, preferences, merge: true, cancellationToken);

    private static async Task<IResult> SetPreferencesAsync(PreferencesRequest request, Caller caller, PreferenceStore preferences, bool merge, CancellationToken cancellationToken)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var additional = request.AdditionalSettings is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
        return await preferences.SetAsync(caller.Id, request.Theme, request.EmailNotifications, request.TimeZone, request.Language, additional, merge, cancellationToken) is { } kept
            ? TypedResults.Ok(new PreferencesResponse(kept))
            : TooManySettings;
    }

    private static ApiProblem? Check(PreferencesRequest request) =>
        request.Theme is not (null or "light" or "dark" or "system") ? ApiProblem.Invalid("theme", "'theme' must be light, dark or system.")
        : request.TimeZone is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? ApiProblem.Invalid("time_zone", "'time_zone' must be a name of the IANA time zone database.")
        : request.Language is { } language && (language.Length is < 2 or > 35 || !language.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')) ? ApiProblem.Invalid("language", "'language' must be a BCP 47 tag, such as en or de-AT.")
        : request.AdditionalSettings is { ValueKind: not JsonValueKind.Null } settings && !CanBeKept(settings) ? TooManySettings
        : null;

    /// <summary>An object, small enough, with nothing in it that no database can hold: it would fail each merge from then on.</summary>
    private static bool CanBeKept(JsonElement settings) =>
        settings.ValueKind == JsonValueKind.Object && settings.GetRawText().Length <= PreferenceStore.MaxAdditionalSettings && settings.IsStorable();
}

/// <summary>A person, and how they want things to be.</summary>
/// <param name="Profile">The person.</param>
/// <param name="Preferences">How they want things to be.</param>
internal sealed record SettingsResponse(UserResponse Profile, PreferencesResponse Preferences) : IForEveryClient;
