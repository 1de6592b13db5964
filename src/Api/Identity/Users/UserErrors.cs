using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>What may be wrong with what people say of themselves.</summary>
internal static class UserErrors
{
    /// <summary>The address.</summary>
    public static GrainError BadEmail { get; } = new(GrainErrorKind.Validation, "user.bad-email", "'email' must be an e-mail address.");

    /// <summary>The name.</summary>
    public static GrainError BadName { get; } = new(GrainErrorKind.Validation, "user.bad-name", "'name' has 1 to 200 characters, none of them control characters.");

    /// <summary>The handle.</summary>
    public static GrainError BadHandle { get; } = new(GrainErrorKind.Validation, "user.bad-handle", "'handle' has 3 to 30 letters, digits, dots, dashes or underscores.");

    /// <summary>The text about them, or the picture's address.</summary>
    public static GrainError TooLong { get; } = new(GrainErrorKind.Validation, "user.too-long", "'bio' and 'profile_image' have at most 2000 characters.");

    /// <summary>The password.</summary>
    public static GrainError WeakPassword { get; } = new(
        GrainErrorKind.Validation, "user.weak-password", "A password has 8 to 256 characters, not all of them the same, and is not the e-mail address or name.");

    /// <summary>An error as an answer: what one field is to blame for is a request of the wrong shape, which the clients know as 422.</summary>
    /// <param name="error">The error.</param>
    public static ApiProblem Problem(GrainError error) => FieldOf(error.Code) is { } field ? ApiProblem.Invalid(field, error.Message, error.Code) : ApiProblem.From(error);

    private static string? FieldOf(string code) => code switch
    {
        "user.bad-email" => "email",
        "user.bad-name" => "name",
        "user.bad-handle" => "handle",
        "user.too-long" => "bio",
        "user.weak-password" => "password",
        _ => null,
    };
}
