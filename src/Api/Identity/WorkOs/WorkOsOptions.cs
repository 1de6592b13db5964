using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Identity.Tokens;
using Microsoft.Extensions.Configuration;

namespace MeetingIntel.Api.Identity.WorkOs;

/// <summary>Where and as whom codes of WorkOS are exchanged. The settings have the names that HelloSales and WorkOS give them.</summary>
internal sealed class WorkOsOptions : IValidatableObject
{
    private const string ClientIdSetting = "WORKOS_CLIENT_ID";
    private const string ApiKeySetting = "WORKOS_API_KEY";
    private const string ApiUrlSetting = "WORKOS_API_URL";

    /// <summary>Setting <c>WORKOS_CLIENT_ID</c>.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>Setting <c>WORKOS_API_KEY</c>: a secret.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>Setting <c>WORKOS_API_URL</c>: for networks that reach WorkOS by a way of their own.</summary>
    public string ApiUrl { get; set; } = "https://api.workos.com";

    /// <summary>Whether codes can be exchanged at all.</summary>
    public bool IsConfigured => ClientId.Length > 0 && ApiKey.Length > 0;

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    public void Read(IConfiguration configuration)
    {
        ClientId = configuration[ClientIdSetting] ?? ClientId;
        ApiKey = configuration[ApiKeySetting] ?? ApiKey;
        ApiUrl = configuration[ApiUrlSetting] is { Length: > 0 } given ? given : ApiUrl;
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The API key goes there.
        if (!ExternalIssuer.IsAddress(ApiUrl))
        {
            yield return new($"{ApiUrlSetting} must be an https address.");
        }
    }
}
