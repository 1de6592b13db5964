using System.Diagnostics.CodeAnalysis;
using MeetingIntel.Api.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace MeetingIntel.Api.Errors;

/// <summary>When the request that is answered may come again, where that is known better than from the kind of problem.</summary>
/// <param name="Seconds">After so many.</param>
internal sealed record RetryHint(int Seconds);

/// <summary>An RFC 9457 problem as an answer: a string <c>detail</c> (ASTRA), its copy <c>error</c> (Astro), a stable <c>code</c>.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable, <c>feature.reason</c>.</param>
/// <param name="Detail">One clear sentence.</param>
/// <param name="Errors">What is wrong with which field, when fields are to blame.</param>
/// <param name="RetryAfter">Seconds after which the same call may work.</param>
internal sealed record ApiProblem(
    int Status,
    string Code,
    string Detail,
    IReadOnlyDictionary<string, string[]>? Errors = null,
    int? RetryAfter = null) : IResult
{
    /// <summary>What problems are sent as.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>The expected failures of grains, as answers.</summary>
    /// <param name="error">What a grain said.</param>
    public static ApiProblem From(GrainError error) =>
        new(GrainErrorStatus.Of(error.Kind), error.Code, error.Message, RetryAfter: error.Kind is GrainErrorKind.Unavailable or GrainErrorKind.RateLimited ? 1 : null);

    /// <summary>A request of the wrong shape.</summary>
    /// <param name="field">The field to blame.</param>
    /// <param name="detail">What is wrong with it.</param>
    /// <param name="code">Stable code.</param>
    public static ApiProblem Invalid(string field, string detail, string code = "request.invalid") =>
        new(StatusCodes.Status422UnprocessableEntity, code, detail, new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] });

    /// <inheritdoc/>
    [SuppressMessage("Usage", "CA2208", Justification = "The parameter is the interface's.")]
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.CacheControl = "no-store";
        if ((httpContext.Features.Get<RetryHint>()?.Seconds ?? RetryAfter) is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        var body = new ProblemResponse($"urn:meeting-intel:problem:{Code}", ReasonPhrases.GetReasonPhrase(Status), Status, Detail, Detail, Code, httpContext.TraceIdentifier, Errors);
        await response.WriteAsJsonAsync(body, ApiJson.Options, ContentType, httpContext.RequestAborted);
    }
}
