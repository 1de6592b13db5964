using System.Net.Http.Headers;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A recording on its way.</summary>
internal static class Upload
{
    /// <summary>The file as the body.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="file">Its bytes.</param>
    public static HttpRequestMessage Of(Uri path, byte[] file)
    {
        var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
    }
}
