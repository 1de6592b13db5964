using System.Net.Http.Headers;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.SttTasks;

/// <summary>ASTRA's front end, sending a chunk.</summary>
internal static class SttUpload
{
    /// <summary>Sends a chunk.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="session">The session.</param>
    /// <param name="file">The audio; <see langword="null"/>: the form has none.</param>
    /// <param name="before">Fields before the file.</param>
    /// <param name="behind">Fields behind it.</param>
    /// <param name="cancellationToken">The client goes.</param>
    public static async Task<HttpResponseMessage> SendChunkAsync(
        this ApiServer server,
        string session,
        byte[]? file,
        IEnumerable<(string Name, string Value)>? before = null,
        IEnumerable<(string Name, string Value)>? behind = null,
        CancellationToken cancellationToken = default)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in before ?? [])
        {
            form.Add(new StringContent(value), name);
        }

        if (file is not null)
        {
            var content = new ByteArrayContent(file);
            content.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
            form.Add(content, "file", "chunk.wav");
        }

        foreach (var (name, value) in behind ?? [])
        {
            form.Add(new StringContent(value), name);
        }

        return await server.Http.PostAsync(Path(session), form, cancellationToken);
    }

    /// <summary>Where chunks go.</summary>
    /// <param name="session">The session.</param>
    public static Uri Path(string session) => new($"/api/sessions/{session}/stt/upload", UriKind.Relative);
}
