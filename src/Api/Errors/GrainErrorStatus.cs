namespace MeetingIntel.Api.Errors;

/// <summary>The one place where a class of expected failure becomes an HTTP status or a close code.</summary>
internal static class GrainErrorStatus
{
#pragma warning disable CS8524 // Exhaustive over the named kinds on purpose: a new kind must not compile until it has its status.
    /// <summary>The HTTP status of a class of failure.</summary>
    /// <param name="kind">The class.</param>
    public static int Of(GrainErrorKind kind) => kind switch
    {
        GrainErrorKind.Validation => StatusCodes.Status400BadRequest,
        GrainErrorKind.Unauthorised => StatusCodes.Status401Unauthorized,
        GrainErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        GrainErrorKind.NotFound => StatusCodes.Status404NotFound,
        GrainErrorKind.Conflict => StatusCodes.Status409Conflict,
        GrainErrorKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        GrainErrorKind.RateLimited => StatusCodes.Status429TooManyRequests,
        GrainErrorKind.Outdated => StatusCodes.Status412PreconditionFailed,
        GrainErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
    };
#pragma warning restore CS8524
}
