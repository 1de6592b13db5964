using System.Collections.Concurrent;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class CrashTests
{
    private const int Sessions = 40;
    private const int Crashes = 3;
    private const int SegmentsBetweenCrashes = 400;

    /// <summary>
    /// Sessions append without pause, each with rows and a channel's offset, while the server is killed again and again. They do what their grains
    /// do: go on after a commit, read their state back after anything else. In the end everything that was reported committed is there once.
    /// </summary>
    [Fact]
    public async Task AppendAsync_ServerKilledUnderLoad_EveryReportIsTrue()
    {
        await using var server = await PostgresServer.StartPrivateAsync();
        await using var storage = await StorageHost.StartAsync(server, options => options.GiveUpAfterSeconds = 30);
        using var stop = new CancellationTokenSource();
        var committed = new ConcurrentBag<string>();
        var fenced = new ConcurrentBag<string>();
        var unknown = new ConcurrentBag<string>();
        var sessions = Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => Task.Run(() => SpeakAsync(storage, $"sess_{number}", committed, fenced, unknown, stop.Token))));

        for (var crash = 1; crash <= Crashes; crash++)
        {
            await storage.Database.UntilAsync($"SELECT count(*) >= {crash * SegmentsBetweenCrashes} FROM segments", $"segments before crash {crash}");
            await server.CrashAsync();
            await server.StartAsync();
        }

        await stop.CancelAsync();
        await sessions.InTimeAsync("the sessions to end");

        var stored = await storage.Database.QueryAsync<string>("SELECT text FROM segments");
        Assert.Equal(stored.Distinct(StringComparer.Ordinal).Count(), stored.Count);
        Assert.Subset(stored.ToHashSet(StringComparer.Ordinal), committed.ToHashSet(StringComparer.Ordinal));
        Assert.Empty(stored.Intersect(fenced, StringComparer.Ordinal));
        Assert.Empty(stored.Except(committed, StringComparer.Ordinal).Except(unknown, StringComparer.Ordinal));
        Assert.Equal([0L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM (SELECT max(seq) - count(*) AS holes FROM session_events GROUP BY session_id) s WHERE holes <> 0"));
        Assert.Equal([0L], await storage.Database.QueryAsync<long>(
            """
            SELECT count(*) FROM sessions s JOIN audio_channels c ON c.session_id = s.id
            WHERE s.segment_count <> (SELECT count(*) FROM segments t WHERE t.session_id = s.id) OR c.acked_offset <> s.segment_count * 10
            """));
    }

    private static async Task SpeakAsync(
        StorageHost storage, string session, ConcurrentBag<string> committed, ConcurrentBag<string> fenced, ConcurrentBag<string> unknown, CancellationToken stop)
    {
        Assert.Equal(JournalOutcome.Committed, await storage.Journal.AppendAsync(Some.Append(session, 1, Some.Created(), new ChannelOpened("mic", null, 16000))));
        var (seq, offset) = (2L, 0L);
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var text = $"{session} {i}";
            try
            {
                if (await storage.Journal.AppendAsync(Some.Append(session, seq + 1, Some.Said(text)).Advancing("mic", offset, offset + 10)) is JournalOutcome.Committed)
                {
                    committed.Add(text);
                    (seq, offset) = (seq + 1, offset + 10);
                    continue;
                }

                fenced.Add(text);
            }
            catch (JournalUnavailableException)
            {
                unknown.Add(text);
            }

            (seq, offset) = await ReadBackAsync(storage, session, stop);
        }
    }

    private static async Task<(long Seq, long Offset)> ReadBackAsync(StorageHost storage, string session, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                var stored = await storage.Sessions.LoadAsync(session, CancellationToken.None);
                return (stored!.LastSeq, stored.Channels[0].AckedOffset);
            }
            catch (JournalUnavailableException) when (!stop.IsCancellationRequested)
            {
                // The server is still coming up.
            }
        }
    }
}
