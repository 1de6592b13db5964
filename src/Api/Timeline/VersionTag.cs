using System.Globalization;
using MeetingIntel.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Timeline;

/// <summary>Versions of what can be changed, as ETags.</summary>
internal static class VersionTag
{
    /// <summary>The ETag of a version.</summary>
    /// <param name="version">The version.</param>
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Reads <c>If-Match</c>. A tag that is none of ours, or a weak one, is that of no version.</summary>
    /// <param name="ifMatch">The header; <see langword="null"/> when it is absent.</param>
    /// <param name="code">What to answer when it is no tag at all.</param>
    /// <param name="expected">The version; <see langword="null"/>: whichever stands.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public static ApiProblem? Read(string? ifMatch, string code, out int? expected)
    {
        expected = null;
        if (string.IsNullOrWhiteSpace(ifMatch) || ifMatch.Trim() == "*")
        {
            return null;
        }

        if (!EntityTagHeaderValue.TryParse(ifMatch, out var tag))
        {
            return ApiProblem.Invalid("If-Match", "'If-Match' must be one ETag as it was read, in quotes, or *.", code);
        }

        expected = !tag.IsWeak && int.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        return null;
    }
}
