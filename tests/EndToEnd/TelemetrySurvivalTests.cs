using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>What was answered is on record, whatever dies, and nothing is there twice.</summary>
public sealed class TelemetrySurvivalTests(PostgresServer postgres)
{
    private const int Deaths = 10;
    private const int Sources = 8;

    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Server_KilledWhilePointsCome_TenTimes_HasEachAnsweredPointOnce()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var product = await Product.StartAsync(postgres);
        var session = await product.StartSessionAsync("Rig");
        var sources = Enumerable.Range(0, Sources).Select(number => new Source(product, session, number)).ToArray();
        var random = new Random(2026);

        for (var death = 0; death < Deaths; death++)
        {
            using var dying = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            var sending = Task.WhenAll(sources.Select(source => source.SendAsync(dying.Token)));
            // Somewhere in the middle of it: after so many more answers.
            await sources[random.Next(Sources)].AnsweredAsync(random.Next(1, 40), cancel);
            await product.KillAsync();
            await dying.CancelAsync();
            await sending;
            await product.StartAsync();
        }

        // What got no answer is sent again, as sources do.
        foreach (var source in sources)
        {
            await source.RepeatAsync(cancel);
            Assert.True(source.IsAnswered, $"{source.Channel}: the last request is refused by a server that is well.");
        }

        var answered = sources.Sum(source => source.Answered);
        Assert.True(answered > Deaths, $"{answered} requests were answered.");
        var channels = await product.Http.GetFromJsonAsync<JsonElement>($"/api/sessions/{session}/telemetry/channels", cancel);
        var counts = channels.GetProperty("details").EnumerateArray().ToDictionary(item => item.GetProperty("channel").GetString()!, item => item.GetProperty("count").GetInt64());
        foreach (var source in sources)
        {
            Assert.Equal(source.Sent, await source.OnRecordAsync(cancel));
            Assert.Equal(source.Sent.Count, counts[source.Channel]);
        }
    }

    /// <summary>Sends single points and batches in turns, each value once; knows which of them were answered.</summary>
    private sealed class Source(Product product, string session, int number)
    {
        private readonly ConcurrentQueue<(int Count, TaskCompletionSource Reached)> _waiting = new();
        private readonly List<int> _sent = [];
        private List<int> _unanswered = [];
        private int _next;
        private int _answered;

        public string Channel => $"p{number}";

        public int Answered => _answered;

        /// <summary>Whether nothing waits for an answer.</summary>
        public bool IsAnswered => _unanswered.Count == 0;

        /// <summary>All values that were answered, or sent again until they were.</summary>
        public IReadOnlyList<int> Sent => _sent;

        public async Task AnsweredAsync(int more, CancellationToken cancellationToken)
        {
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((Volatile.Read(ref _answered) + more, reached));
            await reached.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellationToken);
        }

        /// <summary>Until the server is lost.</summary>
        public async Task SendAsync(CancellationToken dying)
        {
            try
            {
                await RepeatAsync(dying);
                while (!dying.IsCancellationRequested)
                {
                    // What was refused in passing is sent again, not forgotten.
                    if (_unanswered.Count == 0)
                    {
                        _unanswered = [.. Enumerable.Range(_next, _next % 3 == 0 ? 1 : 300)];
                        _next += _unanswered.Count;
                    }

                    await RepeatAsync(dying);
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or IOException)
            {
                // It is lost; what it had is sent again to the next one.
            }
        }

        /// <summary>Sends what got no answer.</summary>
        public async Task RepeatAsync(CancellationToken cancellationToken)
        {
            if (_unanswered.Count == 0)
            {
                return;
            }

            using var answer = _unanswered.Count == 1
                ? await product.Http.PostAsJsonAsync($"/api/sessions/{session}/telemetry", Point(_unanswered[0]), cancellationToken)
                : await product.Http.PostAsJsonAsync($"/api/sessions/{session}/telemetry/batch", new { data = _unanswered.Select(Point) }, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                return;
            }

            _sent.AddRange(_unanswered);
            _unanswered = [];
            Interlocked.Increment(ref _answered);
            while (_waiting.TryPeek(out var first) && _answered >= first.Count && _waiting.TryDequeue(out first))
            {
                first.Reached.TrySetResult();
            }
        }

        public async Task<List<int>> OnRecordAsync(CancellationToken cancellationToken)
        {
            var csv = await product.Http.GetStringAsync(new Uri($"/api/sessions/{session}/export?format=csv", UriKind.Relative), cancellationToken);
            return [.. csv.Split("\r\n").Select(line => line.Split(',')).Where(fields => fields.Length == 4 && fields[1] == Channel).Select(fields => int.Parse(fields[2], System.Globalization.CultureInfo.InvariantCulture))];
        }

        private object Point(int value) => new { timestamp = Noon.AddMilliseconds(value), channel = Channel, value };
    }
}
