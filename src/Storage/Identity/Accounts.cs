namespace MeetingIntel.Storage.Identity;

/// <summary>A person.</summary>
/// <param name="Id"><c>user_…</c>.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Email">Where mail reaches them; of people that others vouch for it may be missing.</param>
/// <param name="Handle">A short name that nobody else has.</param>
/// <param name="Bio">What they say of themselves.</param>
/// <param name="ProfileImage">Address of a picture.</param>
/// <param name="Issuer">Who vouches for them; <see langword="null"/>: they have a password here.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="UpdatedAt">Last change, if any.</param>
public sealed record UserRow(
    string Id, string Name, string? Email, string? Handle, string? Bio, string? ProfileImage, string? Issuer, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A person and what proves that it is them.</summary>
/// <param name="User">The person.</param>
/// <param name="PasswordHash">As the framework's hasher wrote it.</param>
/// <param name="PasswordsSet">How many times they have set another: while it stays the same, so does the password.</param>
public sealed record UserSecret(UserRow User, string PasswordHash, int PasswordsSet);

/// <summary>A person to be.</summary>
/// <param name="Id"><c>user_…</c>.</param>
/// <param name="Name">What people call them.</param>
/// <param name="Email">Where mail reaches them.</param>
/// <param name="Handle">A short name.</param>
/// <param name="PasswordHash">As the framework's hasher wrote it.</param>
/// <param name="Bio">What they say of themselves.</param>
/// <param name="ProfileImage">Address of a picture.</param>
public sealed record NewUser(string Id, string Name, string Email, string Handle, string PasswordHash, string? Bio, string? ProfileImage);

/// <summary>Where a new person belongs.</summary>
/// <param name="OrgId">The organisation.</param>
/// <param name="Role">What they are there.</param>
/// <param name="OrgName">Its name, when it is to be founded with them; <see langword="null"/>: it is there.</param>
/// <param name="InvitationHash">The invitation that is used up with it, if any.</param>
public sealed record Entrance(string OrgId, string Role, string? OrgName, byte[]? InvitationHash);

/// <summary>A person in an organisation.</summary>
/// <param name="OrgId">The organisation.</param>
/// <param name="OrgName">Its name.</param>
/// <param name="Role"><c>admin</c> or <c>member</c>.</param>
/// <param name="CreatedAt">Since when.</param>
public sealed record MembershipRow(string OrgId, string OrgName, string Role, DateTimeOffset CreatedAt);

/// <summary>Somebody who is signed in, as things stand now.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Name">What people call them.</param>
/// <param name="OrgId">For which organisation.</param>
/// <param name="Role">What they are there.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="ExpiresAt">When they have to sign in again.</param>
/// <param name="RenewsByBearer">Whether an access token alone gets the next one.</param>
public sealed record LoginRow(string UserId, string Name, string OrgId, string Role, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, bool RenewsByBearer = false);

/// <summary>How a person wants things to be.</summary>
/// <param name="Id"><c>pref_…</c>.</param>
/// <param name="UserId">Who.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c> or <c>system</c>.</param>
/// <param name="EmailNotifications">Whether mail may come.</param>
/// <param name="TimeZone">IANA name.</param>
/// <param name="Language">BCP 47 tag.</param>
/// <param name="AdditionalSettings">A JSON object of the clients' own.</param>
/// <param name="CreatedAt">Since when.</param>
/// <param name="UpdatedAt">Last change, if any.</param>
public sealed record PreferencesRow(
    string Id, string UserId, string Theme, bool EmailNotifications, string TimeZone, string Language, string AdditionalSettings, DateTimeOffset CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>What a person tells of themselves.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Bio">About them.</param>
/// <param name="Goal">JSON: <c>{title, description?}</c>.</param>
/// <param name="Contexts">JSON: <c>{title, description?}</c>.</param>
/// <param name="Notes">More.</param>
/// <param name="OnboardingCompleted">Whether they have been shown around.</param>
/// <param name="CreatedAt">Since when; <see langword="null"/>: they have told nothing yet.</param>
/// <param name="UpdatedAt">Last change.</param>
public sealed record ProfileRow(
    string? Name, string? Bio, string? Goal, string? Contexts, string? Notes, bool OnboardingCompleted, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);
