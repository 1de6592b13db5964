using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>What registering takes.</summary>
internal sealed record RegisterRequest : IClientInput
{
    /// <summary>What people call them.</summary>
    public string? Name { get; init; }

    /// <summary>Where mail reaches them.</summary>
    public string? Email { get; init; }

    /// <summary>A short name that nobody else has; made when missing.</summary>
    public string? Handle { get; init; }

    /// <summary>8 to 256 characters.</summary>
    public string? Password { get; init; }

    /// <summary>What they say of themselves.</summary>
    public string? Bio { get; init; }

    /// <summary>Address of a picture.</summary>
    public string? ProfileImage { get; init; }

    /// <summary>What an invitation holds.</summary>
    public string? Invitation { get; init; }
}

/// <summary>What may be changed of a person; what is missing stays.</summary>
internal sealed record UpdateUserRequest : IClientInput
{
    /// <summary>What people call them.</summary>
    public string? Name { get; init; }

    /// <summary>Where mail reaches them.</summary>
    public string? Email { get; init; }

    /// <summary>A short name.</summary>
    public string? Handle { get; init; }

    /// <summary>What they say of themselves.</summary>
    public string? Bio { get; init; }

    /// <summary>Address of a picture.</summary>
    public string? ProfileImage { get; init; }

    /// <summary>Refused: Convers.me's clients could change the password here, and nobody asked for the one before.</summary>
    public string? Password { get; init; }

    /// <summary>The password, for another address: one signs in with that.</summary>
    public string? CurrentPassword { get; init; }
}

/// <summary>What another password takes.</summary>
internal sealed record ChangePasswordRequest : IClientInput
{
    /// <summary>The one until now.</summary>
    public string? CurrentPassword { get; init; }

    /// <summary>The one from now on.</summary>
    public string? NewPassword { get; init; }
}

/// <summary>Who has forgotten their password.</summary>
internal sealed record ResetRequest : IClientInput
{
    /// <summary>Their address.</summary>
    public string? Email { get; init; }
}

/// <summary>What uses a reset.</summary>
internal sealed record ResetConfirmation : IClientInput
{
    /// <summary>As it was in the link.</summary>
    public string? Token { get; init; }

    /// <summary>The password from now on.</summary>
    public string? NewPassword { get; init; }
}

/// <summary>A way in for somebody who has forgotten their password.</summary>
/// <param name="Token">What uses it: here, and never again.</param>
/// <param name="Url">A link to the page with it.</param>
/// <param name="ExpiresAt">Until when.</param>
internal sealed record ResetResponse(string Token, string Url, DateTimeOffset ExpiresAt);

/// <summary>What may be changed of preferences; what is missing stays.</summary>
internal sealed record PreferencesRequest : IClientInput
{
    /// <summary><c>light</c>, <c>dark</c> or <c>system</c>.</summary>
    public string? Theme { get; init; }

    /// <summary>Whether mail may come.</summary>
    public bool? EmailNotifications { get; init; }

    /// <summary>IANA name.</summary>
    public string? TimeZone { get; init; }

    /// <summary>BCP 47 tag.</summary>
    public string? Language { get; init; }

    /// <summary>An object of the client's own.</summary>
    public JsonElement? AdditionalSettings { get; init; }
}

/// <summary>A person, as Convers.me's clients read them.</summary>
internal sealed record UserResponse : IForEveryClient
{
    /// <summary>Makes the answer.</summary>
    /// <param name="user">The person.</param>
    /// <param name="manages">Whether they manage the organisation.</param>
    public UserResponse(UserRow user, bool manages)
    {
        (Id, Name, Email, Handle, Bio, ProfileImage) = (user.Id, user.Name, user.Email, user.Handle, user.Bio, user.ProfileImage);
        (CreatedAt, UpdatedAt, IsAdmin) = (user.CreatedAt, user.UpdatedAt, manages);
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>What people call them.</summary>
    public string Name { get; }

    /// <summary>Where mail reaches them.</summary>
    public string? Email { get; }

    /// <summary>A short name.</summary>
    public string? Handle { get; }

    /// <summary>What they say of themselves.</summary>
    public string? Bio { get; }

    /// <summary>Address of a picture.</summary>
    public string? ProfileImage { get; }

    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; }

    /// <summary>Convers.me's clients expect it.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nobody is a guest here: who may see one session has a share link.</summary>
    public bool IsGuest { get; }

    /// <summary>See <see cref="IsGuest"/>.</summary>
    public string? GuestRole { get; }

    /// <summary>Whether they manage the organisation.</summary>
    public bool IsAdmin { get; }
}

/// <summary>How a person wants things to be.</summary>
internal sealed record PreferencesResponse : IForEveryClient
{
    /// <summary>Makes the answer.</summary>
    /// <param name="row">The preferences.</param>
    public PreferencesResponse(PreferencesRow row)
    {
        (Id, UserId, Theme, EmailNotifications, TimeZone, Language) = (row.Id, row.UserId, row.Theme, row.EmailNotifications, row.TimeZone, row.Language);
        (AdditionalSettings, CreatedAt, UpdatedAt) = (JsonSerializer.Deserialize<JsonElement>(row.AdditionalSettings), row.CreatedAt, row.UpdatedAt);
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>Whose.</summary>
    public string UserId { get; }

    /// <summary><c>light</c>, <c>dark</c> or <c>system</c>.</summary>
    public string Theme { get; }

    /// <summary>Whether mail may come.</summary>
    public bool EmailNotifications { get; }

    /// <summary>IANA name.</summary>
    public string TimeZone { get; }

    /// <summary>BCP 47 tag.</summary>
    public string Language { get; }

    /// <summary>The client's own.</summary>
    public JsonElement AdditionalSettings { get; }

    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Last change.</summary>
    public DateTimeOffset? UpdatedAt { get; }
}
