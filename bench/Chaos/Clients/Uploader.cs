using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Testing.Media;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>
/// Sends whole recordings, one after the other, to any front-end; every other time it asks for the answer line by line. One that was not answered with its transcript
/// is sent again, as the README allows, and goes into another session then.
/// </summary>
/// <param name="number">Which client.</param>
/// <param name="ports">The front-ends.</param>
/// <param name="seed">Decides what it does.</param>
/// <param name="evidence">The log.</param>
internal sealed class Uploader(int number, IReadOnlyList<int> ports, int seed, Evidence evidence) : IDisposable
{
    /// <summary>Sentences of one word in a recording.</summary>
    public const int Words = 20;

    private const string Lines = "application/x-ndjson";
    private const int MaxAttempts = 60;

    /// <summary>Longer than the product tries by itself to get on with one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Random _random = new(seed + (1000 * number));
    private readonly List<Recording> _recordings = [];
    private readonly List<StoppedRecording> _stopped = [];
    private int _sent;

    /// <summary>Recordings that were answered with their transcript.</summary>
    public IReadOnlyList<Recording> Recordings => _recordings;

    /// <summary>Tries of which the server said that it gave them up because it stops, where it had said into which session they go.</summary>
    public IReadOnlyList<StoppedRecording> Stopped => _stopped;

    /// <summary>Works until it is stopped; finishes what it has begun.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (2 * _random.NextDouble())), CancellationToken.None);
            await UploadAsync(++_sent);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task UploadAsync(int recording)
    {
        var first = 1 + ((recording - 1) * Words % (short.MaxValue - Words));
        var wav = Wav.Of(ScriptedAudio.Sentences(Words, first));
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await TryAsync(wav, recording, first) is { } answer)
            {
                var id = answer.GetProperty("session_id").GetString()!;
                _recordings.Add(new Recording(id, first, answer.GetProperty("text").GetString()!, answer.GetProperty("incomplete").GetBoolean()));
                evidence.Write("uploaded", ("client", number), ("recording", recording), ("session", id), ("attempt", attempt + 1));
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(0.5 + _random.NextDouble()), CancellationToken.None);
        }

        evidence.Violate("clients resume", string.Create(CultureInfo.InvariantCulture, $"uploader {number}: recording {recording} had no success in {MaxAttempts} attempts"));
    }

    /// <returns>The answer with the transcript, if there was one.</returns>
    private async Task<JsonElement?> TryAsync(byte[] wav, int recording, int first)
    {
        var asLines = recording % 2 == 0;
        using var patience = new CancellationTokenSource(Patience);
        using var request = new HttpRequestMessage(
            HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[_random.Next(ports.Count)]}/api/audio/transcribe?name=chaos-{number}-{recording}"))
        {
            Content = new ByteArrayContent(wav) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } },
        };
        request.Headers.Accept.ParseAdd(asLines ? Lines : "application/json");
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var body = await answer.Content.ReadAsStringAsync(patience.Token);
            if (!answer.IsSuccessStatusCode)
            {
                Refused(recording, (int)answer.StatusCode, body, PassingErrors.Contains(answer.StatusCode));
                return null;
            }

            return answer.Content.Headers.ContentType?.MediaType == Lines
                ? ReadLines(recording, first, body)
                : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException or IOException)
        {
            evidence.Write("upload-failed", ("client", number), ("recording", recording), ("problem", away.GetType().Name));
            return null;
        }
    }

    private JsonElement? ReadLines(int recording, int first, string body)
    {
        JsonElement[] lines = [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
        if (lines[^1].GetProperty("type").GetString() == "result")
        {
            return lines[^1];
        }

        // An answer that ends with anything else was not cut off: that would have been an exception.
        var code = lines[^1].TryGetProperty("code", out var given) ? given.GetString()! : "";
        Refused(recording, status: 200, lines[^1].ToString(), PassingErrors.Contains(code));
        var session = lines.FirstOrDefault(line => line.GetProperty("type").GetString() == "session");
        if (code == "server.stopping" && session.ValueKind == JsonValueKind.Object)
        {
            _stopped.Add(new StoppedRecording(session.GetProperty("session_id").GetString()!, first));
        }

        return null;
    }

    private void Refused(int recording, int status, string problem, bool isPassing)
    {
        evidence.Write("upload-failed", ("client", number), ("recording", recording), ("status", status), ("problem", problem));
        if (!isPassing)
        {
            evidence.Violate("errors make sense", string.Create(CultureInfo.InvariantCulture, $"uploader {number}: {status} {problem}"));
        }
    }
}

/// <summary>A recording whose transcript its sender has.</summary>
/// <param name="SessionId">The session that was made for it.</param>
/// <param name="First">The number of its first word.</param>
/// <param name="Text">What the answer says was said.</param>
/// <param name="IsIncomplete">Whether the answer says that only a part was heard.</param>
internal sealed record Recording(string SessionId, int First, string Text, bool IsIncomplete);

/// <summary>A recording that its server gave up.</summary>
/// <param name="SessionId">The session that was made for it.</param>
/// <param name="First">The number of its first word.</param>
internal sealed record StoppedRecording(string SessionId, int First);
