using Microsoft.Extensions.Configuration;

namespace MeetingIntel.Api.Identity;

/// <summary>Who gets in.</summary>
internal sealed class IdentityOptions
{
    private const string AuthRequiredSetting = "AUTH_REQUIRED";
    private const string OriginsSetting = "Cors:Origins";

    /// <summary>Setting <c>AUTH_REQUIRED</c>: nobody gets in without credentials, not even on a developer's own machine.</summary>
    public bool AuthRequired { get; set; }

    /// <summary>Setting <c>Cors:Origins</c>, a list or one text with commas: web origins other than our own that may call.</summary>
    public IReadOnlyList<string> Origins { get; set; } =
    [
        "http://localhost:3000", "http://127.0.0.1:3000",
        "http://localhost:5173", "http://127.0.0.1:5173",
    ];

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">Where they are.</param>
    /// <exception cref="InvalidOperationException"><c>AUTH_REQUIRED</c> is neither true nor false: a slip here must not open the door.</exception>
    public void Read(IConfiguration configuration)
    {
        AuthRequired = configuration[AuthRequiredSetting]?.Trim().ToUpperInvariant() switch
        {
            null or "" or "FALSE" or "0" or "NO" => false,
            "TRUE" or "1" or "YES" => true,
            var other => throw new InvalidOperationException($"AUTH_REQUIRED is '{other}'; it must be true or false."),
        };

        var section = configuration.GetSection(OriginsSetting);
        var given = section.Value?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
        if (given.Length > 0)
        {
            Origins = given;
        }
    }
}
