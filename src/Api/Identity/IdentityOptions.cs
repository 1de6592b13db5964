using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity;

/// <summary>Who gets in.</summary>
public sealed class IdentityOptions
{
    private const string AuthRequiredSetting = "AUTH_REQUIRED";
    private const string OriginsSetting = "Cors:Origins";
    private const string Section = "Identity";

    private static readonly string[] DevelopmentOrigins =
        ["http://localhost:3000", "http://127.0.0.1:3000", "http://localhost:5173", "http://127.0.0.1:5173"];

    /// <summary>Setting <c>AUTH_REQUIRED</c>: nobody gets in without credentials, not even on a developer's own machine.</summary>
    public bool AuthRequired { get; set; }

    /// <summary>Setting <c>Identity:Issuer</c>: who our tokens say has issued them.</summary>
    public string Issuer { get; set; } = "https://meeting-intel";

    /// <summary>Setting <c>Identity:Audience</c>: for whom our tokens say they are.</summary>
    public string Audience { get; set; } = "meeting-intel";

    /// <summary>Setting <c>Identity:SignUp</c>: who may register.</summary>
    public SignUp SignUp { get; set; } = SignUp.Open;

    /// <summary>
    /// Setting <c>Cors:Origins</c>, a list or one text with commas: web origins other than our own that may call. Empty: none. Without the setting it is whatever
    /// runs at the usual ports of a developer's machine, in Development, and elsewhere none: who can run something on a user's machine is not us.
    /// </summary>
    public IReadOnlyList<string> Origins { get; set; } = [];

    /// <summary>Whether a caller of this machine without credentials is the development identity: said to operators, and asked at the door.</summary>
    /// <param name="environment">Where the server runs.</param>
    public bool LetsDevelopersIn(IHostEnvironment environment) => environment.IsDevelopment() && !AuthRequired;

    /// <summary>Who gets in, in a sentence for operators.</summary>
    /// <param name="environment">Where the server runs.</param>
    public string Describe(IHostEnvironment environment) => environment switch
    {
        _ when LetsDevelopersIn(environment) => "development: whoever calls from this machine is administrator of one organisation (AUTH_REQUIRED=true ends that)",
        _ when environment.IsDevelopment() => "credentials required (AUTH_REQUIRED=true)",
        _ => $"credentials required, as always outside Development (this is {environment.EnvironmentName}): AUTH_REQUIRED=false does not change that",
    };

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <param name="environment">Where the server runs.</param>
    /// <exception cref="OptionsValidationException"><c>AUTH_REQUIRED</c> is neither true nor false: a slip here must not open the door.</exception>
    public void Read(IConfiguration configuration, IHostEnvironment environment)
    {
        AuthRequired = configuration[AuthRequiredSetting]?.Trim() is not { } given ? false : given.ToUpperInvariant() switch
        {
            "" or "FALSE" or "0" or "NO" => false,
            "TRUE" or "1" or "YES" => true,
            _ => throw new OptionsValidationException(AuthRequiredSetting, typeof(bool), [$"AUTH_REQUIRED is '{given}'; it must be true or false."]),
        };

        configuration.GetSection(Section).Bind(this);
        var section = configuration.GetSection(OriginsSetting);
        IEnumerable<string> origins = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? (section.Exists() ? section.GetChildren().Select(child => child.Value).OfType<string>()
            : environment.IsDevelopment() ? DevelopmentOrigins
            : []);
        Origins = [.. origins.Select(AsSent)];
    }

    /// <summary>Browsers send no slash behind the host. Pages from a disk have no host, and some programs that show them send <c>file://</c>.</summary>
    private static string AsSent(string origin) => origin.EndsWith("://", StringComparison.Ordinal) ? origin : origin.TrimEnd('/');
}

/// <summary>Who may register.</summary>
public enum SignUp
{
    /// <summary>Whoever comes, into an organisation of their own.</summary>
    Open,

    /// <summary>Only who was invited.</summary>
    Invited,
}
