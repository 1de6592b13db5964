using System.Globalization;
using System.Text;

namespace MeetingIntel.Bench.Telemetry;

/// <summary>
/// Requests that are ready but for their time of day: each is made once, and only the digits change, so that the generator costs next to nothing. A request holds
/// the points of one second; no two requests hold the same.
/// </summary>
internal sealed class PointRequests
{
    private const string Day = "2026-11-";
    private const string TimeMark = "00:00:00";

    private readonly byte[] _bytes;
    private readonly List<int> _days = [];
    private long _second;

    private PointRequests(string text, bool changes = true)
    {
        _bytes = Encoding.ASCII.GetBytes(text);
        for (var at = changes ? text.IndexOf(Day, StringComparison.Ordinal) : -1; at >= 0; at = text.IndexOf(Day, at + 1, StringComparison.Ordinal))
        {
            _days.Add(at + Day.Length);
        }
    }

    /// <summary>A request with one point.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="client">Who sends it: tells its points from others'.</param>
    /// <param name="channel">Its channel.</param>
    public static PointRequests Single(string session, int client, string channel) =>
        new(Post($"/api/sessions/{session}/telemetry", Point(client, channel, client * 0.5)));

    /// <summary>A request with many points, ten channels in turn.</summary>
    /// <param name="session">Its session.</param>
    /// <param name="client">Who sends it: has channels of its own.</param>
    /// <param name="points">How many points.</param>
    public static PointRequests Batch(string session, int client, int points) =>
        new(Post($"/api/sessions/{session}/telemetry/batch", "{\"data\":[" + string.Join(',', Enumerable.Range(0, points).Select(i => Point(i * 100, $"rig{client}.c{i % 10}", i * 0.25))) + "]}"));

    /// <summary>A request that only asks.</summary>
    /// <param name="path">What.</param>
    public static PointRequests Get(string path) => new($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", changes: false);

    /// <summary>The next request; good until the one after.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        _second++;
        Span<char> text = stackalloc char[11];
        DateTime.UnixEpoch.AddSeconds(_second % (20 * 86_400)).TryFormat(text, out _, "dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        Span<byte> digits = stackalloc byte[11];
        Encoding.ASCII.GetBytes(text, digits);
        foreach (var at in _days)
        {
            digits.CopyTo(_bytes.AsSpan(at));
        }

        return _bytes;
    }

    private static string Point(int microseconds, string channel, double value) => string.Create(
        CultureInfo.InvariantCulture, $"{{\"timestamp\":\"{Day}01T{TimeMark}.{microseconds:D6}Z\",\"channel\":\"{channel}\",\"value\":{value},\"unit\":\"V\"}}");

    private static string Post(string path, string body) => string.Create(
        CultureInfo.InvariantCulture, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");
}
