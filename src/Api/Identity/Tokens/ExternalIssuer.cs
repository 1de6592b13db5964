using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace MeetingIntel.Api.Identity.Tokens;

/// <summary>Somebody else who vouches for people: WorkOS, or any issuer of OpenID Connect. Configuration section <c>Oidc</c>; WorkOS' own names count as well.</summary>
internal sealed class ExternalIssuer : IValidatableObject
{
    /// <summary>Configuration section.</summary>
    public const string Section = "Oidc";

    /// <summary>The issuer as its tokens name it; empty: nobody else vouches for anybody. HelloSales' setting <c>WORKOS_ISSUER</c> is the same.</summary>
    public string Name { get; set; } = "";

    /// <summary>For whom its tokens must be; empty only where the issuer names none, see <see cref="ClientId"/>. HelloSales' setting <c>WORKOS_AUDIENCE</c> is the same.</summary>
    public string? Audience { get; set; }

    /// <summary>
    /// The client that its tokens must be for where they name no audience: WorkOS has it in the issuer's address, others in <c>client_id</c> or <c>azp</c>. The setting
    /// <c>WORKOS_CLIENT_ID</c> is the same.
    /// </summary>
    public string? ClientId { get; set; }

    /// <summary>Where its keys are; by default where its configuration says. HelloSales' setting <c>WORKOS_JWKS_URL</c> is the same.</summary>
    public string? JwksUri { get; set; }

    /// <summary>The claim that names the organisation.</summary>
    public string OrgClaim { get; set; } = "org_id";

    /// <summary>The claim that names the role; <c>admin</c> makes an administrator, anything else a member, nothing leaves it as it is.</summary>
    public string RoleClaim { get; set; } = "role";

    /// <summary>Whether anybody else vouches at all.</summary>
    public bool IsConfigured => Name.Length > 0;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    public void Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        section.Bind(this);
        Name = section["Issuer"] ?? configuration["WORKOS_ISSUER"] ?? "";
        Audience ??= configuration["WORKOS_AUDIENCE"];
        ClientId ??= configuration["WORKOS_CLIENT_ID"];
        JwksUri ??= configuration["WORKOS_JWKS_URL"];
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (IsConfigured && !IsAddress(Name))
        {
            yield return new("Oidc__Issuer must be an https address.");
        }

        if (IsConfigured && string.IsNullOrEmpty(Audience) && string.IsNullOrEmpty(ClientId))
        {
            yield return new(
                "Oidc__Audience is missing: without it whatever the issuer signs for any application would let people in. Set it to what its tokens have as 'aud', "
                + "or Oidc__ClientId (WORKOS_CLIENT_ID) where they have none.");
        }

        if (JwksUri is { Length: > 0 } && !IsAddress(JwksUri))
        {
            yield return new("Oidc__JwksUri must be an https address.");
        }
    }

    /// <summary>Whether keys may be fetched from there. Keys that came over an open line prove nothing; a line that does not leave this machine is none.</summary>
    /// <param name="text">An address, as a setting or the issuer names it.</param>
    public static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
