using MeetingIntel.Corrections;
using MeetingIntel.Erasure;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Erasure;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Storage.Tests.Telemetry;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.SttTasks;
using MeetingIntel.Telemetry;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Storage.Tests.Erasure;

/// <summary>Nothing remains of a session that was erased, whoever was writing in it.</summary>
public sealed class SessionErasureTests(PostgresServer server)
{
    private const string Session = Points.Session;
    private const string Other = "sess_other";
    private const string Reminder = "erasure-unfinished";

    /// <summary>What alone may still name the session: that it was erased.</summary>
    private static readonly string[] Receipts = ["erasures", "audit_entries"];

    [Fact]
    public async Task Sweep_OfASessionWithEverything_LeavesTheReceiptOnly()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage, Other, "ordinary");
        var untouched = await CountsAsync(storage.Database);
        await FillAsync(storage, Session, "zanzibar");
        var tables = await NamingAsync(storage.Database, Session);
        var before = (await CountsAsync(storage.Database)).ToDictionary(row => row.Key, row => row.Value - untouched[row.Key]);

        var receipt = await EraseAsync(storage);

        // Else this test would not see what it looks for: every table that can hold something of a session did.
        Assert.Equal(SessionTables.OfSessions.Concat(SessionTables.AboutSessions).Concat(["reminders", "sessions"]).Order(StringComparer.Ordinal), tables);
        Assert.Equal(Receipts.Order(StringComparer.Ordinal), await NamingAsync(storage.Database, Session));
        Assert.Empty(await NamingAsync(storage.Database, "zanzibar"));
        Assert.Equal(["session.erase"], await storage.Database.QueryAsync<string>($"SELECT action FROM audit_entries WHERE audit_entries::text LIKE '%{Session}%'"));
        Assert.Equal(untouched.Where(row => !Receipts.Contains(row.Key)), (await CountsAsync(storage.Database)).Where(row => !Receipts.Contains(row.Key)));
        Assert.Equal(
            before.Where(row => row.Value > 0 && row.Key != "telemetry_points_202605").OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => $"{row.Key} {row.Value}"),
            receipt.Rows.Select(rows => $"{rows.Table} {rows.Count}"));
        Assert.NotNull(receipt.ErasedAt);
    }

    [Fact]
    public async Task Begin_MakesTheSessionUnfindableAtOnce()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage, Session, "zanzibar");

        var receipt = await storage.Get<ISessionErasure>().BeginAsync(Session, ErasureReason.Request, Note(), CancellationToken.None);

        Assert.Null(receipt!.ErasedAt);
        Assert.Null(await storage.Sessions.FindOwnerAsync(Session, CancellationToken.None));
        Assert.Null(await storage.Sessions.LoadAsync(Session, CancellationToken.None));
        Assert.Equal("session.not-found", (await storage.Get<ITelemetryStore>().AppendAsync(Some.Org, Session, Points.Batch("p1", (0, 1)), CancellationToken.None)).Error?.Code);
        Assert.Empty(await storage.Get<ITelemetryReads>().ListChannelsAsync(Some.Org, Session, CancellationToken.None));
        Assert.Equal(receipt.Id, (await storage.Get<ISessionErasure>().BeginAsync(Session, ErasureReason.Request, Note(), CancellationToken.None))!.Id);
    }

    [Fact]
    public async Task Begin_ForAnotherOrganisation_DoesNothing()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage, Session, "zanzibar");
        var before = await CountsAsync(storage.Database);

        Assert.Null(await storage.Get<ISessionErasure>().BeginAsync(Session, ErasureReason.Request, Note() with { OrgId = "org_eve" }, CancellationToken.None));

        Assert.Equal(before, await CountsAsync(storage.Database));
        Assert.NotNull(await storage.Sessions.FindOwnerAsync(Session, CancellationToken.None));
    }

    [Fact]
    public async Task Append_ToAnErasedSession_IsFenced()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Journal.AppendAsync(Some.Append(Session, 1, Some.Created(), new ChannelOpened("mic", null, 16_000)));
        await EraseAsync(storage);

        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append(Session, 3, Some.Said("late"))));
        Assert.Equal(JournalOutcome.Fenced, await storage.Journal.AppendAsync(Some.Append(Session, 3).Advancing("mic", 0, 32_000)));
        Assert.Equal(Receipts.Order(StringComparer.Ordinal), await NamingAsync(storage.Database, Session));
    }

    /// <summary>A transaction that began before, and ends behind the sweep: its rows are found, since the erasure does not end before it.</summary>
    [Fact]
    public async Task Sweep_WithAWriterStillUnderWay_DoesNotEndBeforeIt()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await FillAsync(storage, Session, "zanzibar");
        var erasure = storage.Get<ISessionErasure>();
        await using var late = await storage.Database.ConnectAsync();
        await using var transaction = await late.BeginTransactionAsync();
        await using (var insert = late.CreateCommand())
        {
            insert.CommandText = $"INSERT INTO segments (session_id, seq, id, org_id, channel, start_s, end_s, text, words, provider, at) VALUES ('{Session}', 99, 'seg_late', '{Some.Org}', 'mic', 0, 1, 'late', '[]', 'x', now())";
            await insert.ExecuteNonQueryAsync();
        }

        await erasure.BeginAsync(Session, ErasureReason.Request, Note(), CancellationToken.None);
        var mark = await erasure.MarkAsync(CancellationToken.None);
        await SweepAsync(erasure);
        Assert.False(await erasure.IsPastAsync(mark, CancellationToken.None));
        await transaction.CommitAsync();

        Assert.Equal(1, await erasure.SweepAsync(Session, Reminder, CancellationToken.None));
        // The server's other databases have their transactions, too.
        await storage.Database.UntilAsync($"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > {mark}", "all transactions of before have ended");
        Assert.True(await erasure.IsPastAsync(mark, CancellationToken.None));
    }

    [Fact]
    public async Task Sweep_OfManyPoints_TakesThemPieceByPiece()
    {
        await using var storage = await StorageHost.StartAsync(server).WithSessionAsync();
        await storage.WriteAsync(Points.Batch("p1", [.. Enumerable.Range(0, 45_000).Select(i => (i * 0.1, (double)i))]));
        var erasure = storage.Get<ISessionErasure>();
        await erasure.BeginAsync(Session, ErasureReason.Request, Note(), CancellationToken.None);

        await erasure.SweepAsync(Session, Reminder, CancellationToken.None);
        var left = await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points");
        await SweepAsync(erasure);

        Assert.InRange(left.Single(), 1, 44_999);
        Assert.Equal([0L], await storage.Database.QueryAsync<long>("SELECT count(*) FROM telemetry_points"));
        Assert.Equal(45_000, (await erasure.FindAsync(Session, CancellationToken.None))!.Rows.Single(rows => rows.Table == "telemetry_points").Count);
    }

    [Fact]
    public async Task ListDue_GivesWhatEndedOrFellSilentBefore()
    {
        await using var storage = await StorageHost.StartAsync(server);
        await storage.Database.ExecuteAsync($"INSERT INTO orgs (id, name, created_at) VALUES ('{Some.Org}', 'x', now())");
        await storage.Journal.AppendAsync(Some.Append("sess_ended", 1, Some.Created(), new SessionStarted(), new SessionEnded()));
        await storage.Journal.AppendAsync(Some.Append("sess_silent", 1, Some.Created(), new SessionStarted()));
        await storage.Journal.AppendAsync(Some.Append("sess_foreign", 1, Some.Created(org: "org_eve"), new SessionEnded()) with { OrgId = "org_eve" });
        await storage.Journal.AppendAsync(Some.Append("sess_spoken", 1, Some.Created(), new SessionStarted()));
        await storage.Journal.AppendAsync(Some.Append("sess_spoken", 3, Some.Said("still here")) with { Events = [new(3, Some.Noon.AddDays(2), Some.Said("still here"))] });
        await storage.Journal.AppendAsync(Some.Append("sess_measured", 1, Some.Created(), new SessionStarted()));
        await storage.WriteAsync(Points.Batch("p1", (2 * 86_400, 1)), "sess_measured");
        var reads = storage.Get<IErasureReads>();

        Assert.Equal(["sess_ended", "sess_silent"], await reads.ListDueAsync(Some.Org, Some.Noon.AddDays(1), 10, CancellationToken.None));
        Assert.Equal(["sess_ended"], await reads.ListDueAsync(Some.Org, Some.Noon.AddDays(1), 1, CancellationToken.None));
        Assert.Empty(await reads.ListDueAsync(Some.Org, Some.Noon, 10, CancellationToken.None));
        Assert.Equal(["sess_ended", "sess_measured", "sess_silent", "sess_spoken"], (await reads.ListDueAsync(Some.Org, Some.Noon.AddDays(3), 10, CancellationToken.None)).Order(StringComparer.Ordinal));
    }

    private static async Task<ErasureReceipt> EraseAsync(StorageHost storage)
    {
        var erasure = storage.Get<ISessionErasure>();
        await erasure.BeginAsync(Session, ErasureReason.Request, Note(), CancellationToken.None);
        await SweepAsync(erasure);
        await erasure.CompleteAsync(Session, CancellationToken.None);
        return (await erasure.FindAsync(Session, CancellationToken.None))!;
    }

    private static async Task SweepAsync(ISessionErasure erasure)
    {
        while (await erasure.SweepAsync(Session, Reminder, CancellationToken.None) > 0)
        {
        }
    }

    private static AuditNote Note() => new(Some.Org, "user:user_ana", "session.erase", Session);

    /// <summary>The tables with a row in which a text stands, of whatever column.</summary>
    private static async Task<IReadOnlyList<string>> NamingAsync(TestDatabase database, string text)
    {
        var naming = new List<string>();
        foreach (var table in (await CountsAsync(database)).Keys)
        {
            if ((await database.QueryAsync<bool>($"SELECT EXISTS (SELECT FROM {table} t WHERE t::text LIKE '%{text}%')")).Single())
                naming.Add(table);
        }

        return naming;
    }

    private static async Task<SortedDictionary<string, long>> CountsAsync(TestDatabase database)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in await database.QueryAsync<string>("SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"))
            counts[table] = (await database.QueryAsync<long>($"SELECT count(*) FROM {table}")).Single();
        return counts;
    }

    /// <summary>A session with something of everything.</summary>
    private static async Task FillAsync(StorageHost storage, string session, string word)
    {
        var at = Some.Noon;
        var task = new SttTask($"stt_{session}", "chunk", null, SttTaskStatus.Pending, null, null, at, at, null);
        var insight = Some.Insight($"ins_{word}", $"Ben sends the {word}");
        var append = Some.Append(
            session, 1,
            Some.Created(word), new SessionStarted(), new ChannelOpened("mic", null, 16_000), Some.Said($"The {word} flies"), new NoteCreated(Some.Note($"note_{word}", 1) with { Content = word }, null),
            new SttTaskCreated(task), new InsightsUpdated(4, false, new MeetingSummary($"About {word}", [], "local"), [insight], [], 1),
            new TelemetryLimitCrossed("p1", 1, TelemetryLevel.Warn, TelemetryLevel.Ok, 5, 4, null, at, Late: false), new SpeakerRenamed("Ana", word, 1, null, StaleInsights.None),
            new RecordingAvailable(new Recording($"rec_{session}", "mic", 0, 32_000, 0, 1, 100, "opus", "x")), new TranscriptVersionStarted(2, "pocketsphinx", null, null),
            new TranscriptVersionSegments(2, $"rec_{session}", 0, 32_000, 1, [Some.Said($"The {word} flew").Segment], []));
        await storage.Journal.AppendAsync((append with { Actor = "user:user_ana" }).Advancing("mic", 0, 32_000));
        await storage.WriteAsync(Points.Batch("p1", (0, 1), (1, 2)), session);
        await storage.Database.ExecuteAsync(
            $"""
            INSERT INTO telemetry_crossings (channel_id, number, org_id, session_id, crossing) SELECT id, 2, org_id, session_id, '{"{}"}' FROM telemetry_channels WHERE session_id = '{session}';
            INSERT INTO share_links (id, org_id, session_id, token_hash, created_by, created_at, expires_at) VALUES ('share_{session}', '{Some.Org}', '{session}', '{session}', 'x', now(), now());
            INSERT INTO oauth_tokens (org_id, session_id, vendor, user_id, sealed, key_id, created_at) VALUES ('{Some.Org}', '{session}', 'x', 'x', 'x', 'x', now());
            INSERT INTO reminders (grain_id, name, hash, start_at, period, etag) VALUES ('insight/{session}', 'x', 1, now(), '1 minute', gen_random_uuid()), ('stt-task/stt_{session}', 'x', 1, now(), '1 minute', gen_random_uuid());
            """);
    }
}
