using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Credentials;

/// <summary>What an organisation uses at others, over REST: set, replaced and removed, and never shown again.</summary>
internal static class ProviderCredentialEndpoints
{
    private const int MaxFields = 16;
    private const int MaxField = 8 * 1024;
    private const int ShownCharacters = 4;

    /// <summary>A secret that is shorter would be given away by what is shown of it.</summary>
    private const int LongEnoughToShow = 16;

    private static readonly ApiProblem NotFound = new(StatusCodes.Status404NotFound, "credential.not-found", "No credentials are set for this provider.");
    private static readonly ApiProblem BadProvider = ApiProblem.Invalid("provider", "A provider's name has 1 to 50 lower-case letters, digits or dashes.");
    private static readonly ApiProblem BadFields = ApiProblem.Invalid("body", "Credentials are an object of 1 to 16 texts, each of 1 to 8192 characters.");

    /// <summary>Maps the paths.</summary>
    /// <param name="app">The application.</param>
    public static void MapProviderCredentials(this IEndpointRouteBuilder app)
    {
        var credentials = app.MapGroup("/api/v1/credentials").WithTags("organisations").Requires(Permissions.ManageOrganisation);
        credentials.MapGet("", ListAsync).WithSummary("Lists the providers that credentials are set for; never the credentials").Produces<CredentialResponse[]>();
        credentials.MapPut("/{provider}", SetAsync).WithSummary("Sets or replaces a provider's credentials").Accepts<Dictionary<string, string>>("application/json").Produces<CredentialResponse>();
        credentials.MapDelete("/{provider}", RemoveAsync).WithSummary("Removes a provider's credentials").Produces<MessageResponse>();
    }

    private static async Task<IResult> ListAsync(Caller caller, CredentialStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok((await store.ListAsync(caller.OrgId, cancellationToken)).Select(CredentialResponse.From).ToArray());

    private static async Task<IResult> SetAsync(string provider, HttpContext context, Caller caller, CredentialStore store)
    {
        if (!IsProvider(provider))
        {
            return BadProvider;
        }

        var fields = (await JsonBody.ReadAsync<JsonObjectBody>(context.Request))?.Fields ?? [];
        if (fields.Count is 0 or > MaxFields || !fields.All(field => IsField(field.Key, field.Value)))
        {
            return BadFields;
        }

        var texts = fields.ToDictionary(field => field.Key, field => field.Value.GetString()!, StringComparer.Ordinal);
        return await store.SetAsync(caller.OrgId, provider, texts, Hint(texts), caller.Id, caller.Note(context, "credential.set", provider), context.RequestAborted) is { } row
            ? TypedResults.Ok(CredentialResponse.From(row))
            : ApiProblem.From(AccessErrors.Revoked);
    }

    private static async Task<IResult> RemoveAsync(string provider, HttpContext context, Caller caller, CredentialStore store) =>
        IsProvider(provider) && await store.RemoveAsync(caller.OrgId, provider, caller.Id, caller.Note(context, "credential.remove", provider), context.RequestAborted)
            ? TypedResults.Ok(new MessageResponse("The credentials are removed."))
            : NotFound;

    /// <summary>The name and the end of the text are shown, and so stored as they are.</summary>
    private static bool IsField(string name, JsonElement value) =>
        name.Length <= 50 && JsonTexts.IsStorable(name) && value.IsStorable() && value.TryText(out var text) && text.Length is > 0 and <= MaxField;

    private static bool IsProvider(string provider) => provider.Length is > 0 and <= 50 && provider.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private static string Hint(Dictionary<string, string> fields) => string.Join(
        ", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key} …{(field.Value.Length >= LongEnoughToShow ? field.Value[^ShownCharacters..] : "")}"));
}

/// <summary>Credentials, without the secrets.</summary>
/// <param name="Provider">At whom.</param>
/// <param name="Hint">The names of the secrets and the last characters of long ones.</param>
/// <param name="UpdatedAt">When they were set.</param>
/// <param name="UpdatedBy">By whom.</param>
/// <param name="Opens">Whether this server can still open them; else they have to be set anew.</param>
internal sealed record CredentialResponse(string Provider, string Hint, DateTimeOffset UpdatedAt, string UpdatedBy, bool Opens)
{
    /// <summary>From a row.</summary>
    /// <param name="row">The row.</param>
    public static CredentialResponse From(CredentialRow row) => new(row.Provider, row.Hint, row.UpdatedAt, row.UpdatedBy, row.Opens);
}
