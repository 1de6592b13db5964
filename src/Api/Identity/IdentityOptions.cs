namespace MeetingIntel.Api.Identity;

/// <summary>Who gets in.</summary>
internal sealed class IdentityOptions
{
    /// <summary>Setting <c>AUTH_REQUIRED</c>: nobody gets in without credentials, not even on a developer's own machine.</summary>
    public bool AuthRequired { get; set; }

    /// <summary>Setting <c>Cors:Origins</c>: web origins other than our own that may call.</summary>
    public IReadOnlyList<string> Origins { get; set; } =
    [
        "http://localhost:3000", "http://127.0.0.1:3000",
        "http://localhost:5173", "http://127.0.0.1:5173",
    ];
}
