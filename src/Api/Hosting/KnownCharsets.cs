using System.Text;
using MeetingIntel.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Hosting;

/// <summary>
/// Refuses JSON and forms in a charset that nobody knows, and takes the quotes off one that is quoted, as it may be: the framework's reader takes both for a fault of
/// the server.
/// </summary>
internal static class KnownCharsets
{
    private static readonly ApiProblem Unknown = new(
        StatusCodes.Status415UnsupportedMediaType,
        "request.unsupported-charset",
        "The content type names a charset that this server does not know; send UTF-8.");

    /// <summary>Adds the check.</summary>
    /// <param name="app">The application.</param>
    public static IApplicationBuilder UseKnownCharsets(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var request = context.Request;
        if (!(request.HasJsonContentType() || request.HasFormContentType) || !MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.Charset.Length == 0)
        {
            return next(context);
        }

        type.Charset = HeaderUtilities.RemoveQuotes(type.Charset);
        request.ContentType = type.ToString();
        return IsKnown(type.Charset.ToString()) ? next(context) : Unknown.ExecuteAsync(context);
    });

    private static bool IsKnown(string charset)
    {
        try
        {
            Encoding.GetEncoding(charset);
            return true;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
