using MeetingIntel.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;

namespace MeetingIntel.Storage.Tests.Timeline;

public sealed class AppendTests(PostgresServer server)
{
    [Fact]
    public async Task AppendAsync_NewSession_IsReadBackWithItsRows()
    {
        await using var storage = await StorageHost.StartAsync(server);
        var outcome = await storage.Journal.AppendAsync(
            Some.Append("sess_1", 1, Some.Created("Weekly"), new SessionStarted(), new ChannelOpened("mic", "Ana", 16000), Some.Said("good morning everybody"))
                .Advancing("mic", 0, 32000));

        Assert.Equal(JournalOutcome.Committed, outcome);
        var events = await storage.Journal.ReadAsync("sess_1", 0, 10, CancellationToken.None);
        Assert.Equal([1, 2, 3, 4], events.Select(entry => entry.Seq));
        var session = await storage.Sessions.LoadAsync("sess_1", CancellationToken.None);
        Assert.NotNull(session);
        Assert.Equal((4, 1, 3), (session.LastSeq, session.SegmentCount, session.WordCount));
        Assert.Equal(new AudioChannel("mic", "Ana", 16000, 32000, 1.0, true, false), Assert.Single(session.Channels));
    }
}
