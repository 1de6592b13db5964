using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>
/// Creates sessions, renames them, adds lines, ends them, and reads in between, each request at any front-end. What was answered with success must be read from
/// then on, by the same client, and in the end be in the journal. A write whose outcome is unknown is made again with the same content until it is known.
/// </summary>
/// <param name="number">Which client.</param>
/// <param name="ports">The front-ends.</param>
/// <param name="seed">Decides what it does.</param>
/// <param name="evidence">The log.</param>
internal sealed class RestClient(int number, IReadOnlyList<int> ports, int seed, Evidence evidence) : IDisposable
{
    /// <summary>At a second each, more than two outages of half a minute, one right after the other, and what follows them.</summary>
    private const int MaxAttempts = 150;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { Timeout = Patience };
    private readonly Random _random = new(seed + number);
    private readonly List<RestSession> _sessions = [];
    private int _lines;

    /// <summary>What it was told is on record.</summary>
    public IReadOnlyList<RestSession> Sessions => _sessions;

    /// <summary>Works until it is stopped; finishes what it has begun.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5 + _random.NextDouble()), CancellationToken.None);
            if (_sessions.Count == 0 || _sessions[^1].Ended)
            {
                await CreateAsync();
                continue;
            }

            var session = _sessions[^1];
            await (_random.Next(12) switch
            {
                0 or 1 => RenameAsync(session),
                2 or 3 or 4 or 5 => AddLineAsync(session),
                6 when session.Lines.Count > 10 => EndAsync(session),
                7 or 8 => ReadTranscriptAsync(session),
                _ => ReadAsync(session),
            });
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task CreateAsync()
    {
        // Not known whether it was done: nobody knows the id, and so nobody looks for it.
        if (await TryAsync(HttpMethod.Post, "api/sessions", new { name = "v0" }) is { } answer)
        {
            var id = answer.GetProperty("id").GetString()!;
            _sessions.Add(new RestSession(id));
            evidence.Write("rest", ("client", number), ("what", "created"), ("session", id));
        }
    }

    private async Task RenameAsync(RestSession session)
    {
        var version = session.Version + 1;
        if (await InsistAsync(HttpMethod.Patch, $"api/sessions/{session.Id}", new { name = Name(version) }, () => session.Doubtful.Add(version)) is not null)
        {
            session.Version = session.SeenVersion = version;
            evidence.Write("rest", ("client", number), ("what", "renamed"), ("session", session.Id), ("version", version));
        }
    }

    private async Task AddLineAsync(RestSession session)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"chaos-{number}-{++_lines}");
        var text = string.Create(CultureInfo.InvariantCulture, $"Line {_lines} of client {number}");
        if (await InsistAsync(HttpMethod.Post, $"api/sessions/{session.Id}/transcript", new { text, speaker = "Cleo" }, () => { }, key) is not null)
        {
            session.Lines.Add((key, text));
            evidence.Write("rest", ("client", number), ("what", "line"), ("session", session.Id), ("key", key));
        }
    }

    private async Task EndAsync(RestSession session)
    {
        if (await InsistAsync(HttpMethod.Post, $"api/sessions/{session.Id}/end", null, () => { }) is not null)
        {
            session.Ended = true;
            evidence.Write("rest", ("client", number), ("what", "ended"), ("session", session.Id));
        }
    }

    private async Task ReadAsync(RestSession session)
    {
        if (await TryAsync(HttpMethod.Get, $"api/sessions/{session.Id}", null) is not { } answer)
        {
            return;
        }

        var seq = answer.GetProperty("last_seq").GetInt64();
        var version = int.Parse(answer.GetProperty("name").GetString()![1..], CultureInfo.InvariantCulture);
        var lines = answer.GetProperty("transcript_count").GetInt32();
        if (seq < session.SeenSeq || lines < session.Lines.Count || (version < session.SeenVersion && !session.Doubtful.Contains(version)))
        {
            evidence.Violate("monotone reads", string.Create(
                CultureInfo.InvariantCulture,
                $"{session.Id}: event {seq}, name v{version}, {lines} lines were read; before, event {session.SeenSeq}, name v{session.SeenVersion}, {session.Lines.Count} lines"));
        }

        session.SeenSeq = Math.Max(session.SeenSeq, seq);
        session.SeenVersion = version;
        evidence.Write("rest", ("client", number), ("what", "read"), ("session", session.Id), ("seq", seq), ("version", version), ("lines", lines));
    }

    private async Task ReadTranscriptAsync(RestSession session)
    {
        if (await TryAsync(HttpMethod.Get, $"api/sessions/{session.Id}/transcript?limit=1000", null) is not { } answer)
        {
            return;
        }

        var read = answer.GetProperty("segments").EnumerateArray().Select(line => line.GetProperty("id").GetString()!).ToList();
        evidence.Write("rest", ("client", number), ("what", "transcript"), ("session", session.Id), ("lines", read.Count));
        if (read.Count != read.Distinct(StringComparer.Ordinal).Count() || session.Lines.Exists(line => !read.Contains("seg_" + line.Key)) || !read.Take(session.SeenLines.Count).SequenceEqual(session.SeenLines))
        {
            evidence.Violate("monotone reads", $"{session.Id}: the transcript lacks a line that was there, has one twice, or in another order");
        }

        session.SeenLines = read;
    }

    private async Task<JsonElement?> InsistAsync(HttpMethod method, string path, object? body, Action onDoubt, string? key = null)
    {
        // A server that never answers is shown by what is missing in the end, not by a client that never ends.
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryAsync(method, path, body, key) is { } answer)
            {
                return answer;
            }

            onDoubt();
            await Task.Delay(TimeSpan.FromSeconds(0.3 + (_random.NextDouble() * 0.7)), CancellationToken.None);
        }

        evidence.Violate("clients resume", string.Create(CultureInfo.InvariantCulture, $"{method} {path} had no success in {MaxAttempts} attempts"));
        return null;
    }

    private async Task<JsonElement?> TryAsync(HttpMethod method, string path, object? body, string? key = null)
    {
        using var request = new HttpRequestMessage(method, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[_random.Next(ports.Count)]}/{path}"))
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var answer = await _http.SendAsync(request);
            if (answer.IsSuccessStatusCode)
            {
                return await answer.Content.ReadFromJsonAsync<JsonElement>();
            }

            var problem = await answer.Content.ReadAsStringAsync();
            evidence.Write("rest-failed", ("client", number), ("path", path), ("status", (int)answer.StatusCode), ("problem", problem));
            if (!PassingErrors.Contains(answer.StatusCode))
            {
                evidence.Violate("errors make sense", $"{method} {path}: {(int)answer.StatusCode} {problem}");
            }
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException)
        {
            evidence.Write("rest-failed", ("client", number), ("path", path), ("problem", away.GetType().Name));
        }

        return null;
    }

    private static string Name(int version) => string.Create(CultureInfo.InvariantCulture, $"v{version}");
}

/// <summary>A session as its one client knows it.</summary>
/// <param name="id">The session.</param>
internal sealed class RestSession(string id)
{
    public string Id => id;

    /// <summary>The newest name that was acknowledged.</summary>
    public int Version { get; set; }

    /// <summary>Names that were tried without an answer: such a try may arrive at any later time.</summary>
    public HashSet<int> Doubtful { get; } = [];

    /// <summary>Lines that were acknowledged.</summary>
    public List<(string Key, string Text)> Lines { get; } = [];

    public bool Ended { get; set; }

    public long SeenSeq { get; set; }

    public int SeenVersion { get; set; }

    public List<string> SeenLines { get; set; } = [];
}
