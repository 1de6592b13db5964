using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Json;

/// <summary>Reads JSON where a handler takes something else besides.</summary>
internal static class JsonBody
{
    /// <summary>Reads a body.</summary>
    /// <typeparam name="T">Its shape.</typeparam>
    /// <param name="request">The request.</param>
    /// <exception cref="ProblemException">It is of another content type.</exception>
    /// <exception cref="BadHttpRequestException">It is not JSON, or not of that shape.</exception>
    public static async ValueTask<T?> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        if (!request.HasJsonContentType())
        {
            throw new ProblemException(ExceptionProblems.ForMediaType);
        }

        try
        {
            return await request.ReadFromJsonAsync<T>(ApiJson.Options, request.HttpContext.RequestAborted);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new BadHttpRequestException("The body is not JSON of the shape that this path takes.", StatusCodes.Status400BadRequest, exception);
        }
    }
}
