using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Requests byte by byte: what decent HTTP clients refuse to send.</summary>
internal static class RawHttp
{
    /// <summary>Sends a request of these lines; gives the status and the code of the problem, if there is one.</summary>
    public static async Task<(int Status, string? Code)> SendAsync(ApiServer server, string requestLine, params string[] headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        await using var stream = client.GetStream();
        var request = $"{requestLine} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n";
        var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
            await stream.CopyToAsync(answer).Within($"waiting for the answer to {requestLine}");
        }
        catch (IOException)
        {
            // A server that has seen enough closes while we still talk; what it said before is there, or lost on the way.
        }

        var text = Encoding.UTF8.GetString(answer.ToArray());
        // A problem is one chunk, if it comes in chunks.
        var head = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var (begin, end) = (head < 0 ? -1 : text.IndexOf('{', head), text.LastIndexOf('}'));
        var status = text.Length > 12 ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0;
        return (status, status >= 400 && end > begin ? JsonSerializer.Deserialize<JsonElement>(text[begin..(end + 1)]).Text("code") : null);
    }
}
