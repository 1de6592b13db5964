using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Storage.Identity;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>What may be changed of a profile: <see langword="null"/> clears, what is missing stays.</summary>
internal sealed record ProfileRequest
{
    private const int MaxName = 100;
    private const int MaxText = 10_000;

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>About the person.</summary>
    public string? Bio { get; init; }

    /// <summary><c>{title, description?}</c>.</summary>
    public JsonElement? Goal { get; init; }

    /// <summary><c>{title, description?}</c>.</summary>
    public JsonElement? Contexts { get; init; }

    /// <summary>More.</summary>
    public string? Notes { get; init; }

    /// <summary>Whether the person has been shown around.</summary>
    public bool? OnboardingCompleted { get; init; }

    /// <summary>Applies what a client sent.</summary>
    /// <param name="profile">What was.</param>
    /// <param name="fields">What the client sent.</param>
    /// <returns>What is then, or what is wrong.</returns>
    public static GrainResult<ProfileRow> Apply(ProfileRow profile, IReadOnlyDictionary<string, JsonElement> fields)
    {
        foreach (var (name, value) in fields)
        {
            var isText = value.ValueKind is JsonValueKind.String or JsonValueKind.Null && value.IsStorable();
            var text = isText && value.TryText(out var given) ? given : null;
            var isTopic = value.ValueKind == JsonValueKind.Null
                || (value.ValueKind == JsonValueKind.Object && value.IsStorable() && value.Text("title") is not null && value.GetRawText().Length <= MaxText);
            var json = value.ValueKind == JsonValueKind.Null ? null : value.GetRawText();
            var changed = name switch
            {
                "name" or "display_name" or "displayName" when isText && text?.Length is null or <= MaxName => profile with { Name = text },
                "bio" when isText && text?.Length is null or <= MaxText => profile with { Bio = text },
                "notes" when isText && text?.Length is null or <= MaxText => profile with { Notes = text },
                "goal" when isTopic => profile with { Goal = json },
                "contexts" when isTopic => profile with { Contexts = json },
                "onboarding_completed" or "onboardingCompleted" when value.ValueKind is JsonValueKind.True or JsonValueKind.False => profile with { OnboardingCompleted = value.GetBoolean() },
                "name" or "display_name" or "displayName" or "bio" or "notes" or "goal" or "contexts" or "onboarding_completed" or "onboardingCompleted" => null,
                _ => profile,
            };
            if (changed is null)
            {
                return new GrainError(GrainErrorKind.Validation, "profile.bad-field", $"'{name}' is not of the shape that a profile has.");
            }

            profile = changed;
        }

        return profile;
    }
}

/// <summary>What a person tells of themselves.</summary>
internal sealed record ProfileResponse
{
    /// <summary>Makes the answer.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="now">The times of a profile in which nothing is told yet.</param>
    public ProfileResponse(ProfileRow profile, DateTimeOffset now)
    {
        (Name, Bio, Notes, OnboardingCompleted) = (profile.Name, profile.Bio, profile.Notes, profile.OnboardingCompleted);
        (Goal, Contexts) = (Read(profile.Goal), Read(profile.Contexts));
        (CreatedAt, UpdatedAt) = (profile.CreatedAt ?? now, profile.UpdatedAt ?? now);
    }

    /// <summary>The name.</summary>
    public string? Name { get; }

    /// <summary>About the person.</summary>
    public string? Bio { get; }

    /// <summary><c>{title, description?}</c>.</summary>
    public JsonElement? Goal { get; }

    /// <summary><c>{title, description?}</c>.</summary>
    public JsonElement? Contexts { get; }

    /// <summary>More.</summary>
    public string? Notes { get; }

    /// <summary>Whether the person has been shown around.</summary>
    public bool OnboardingCompleted { get; }

    /// <summary>Since when.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Last change.</summary>
    public DateTimeOffset UpdatedAt { get; }

    private static JsonElement? Read(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);
}
