using System.Text.RegularExpressions;
using FsCheck;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Insights;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.FSharp.Core;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>The record of a session loses nothing.</summary>
public sealed partial class RecordPropertyTests(ApiServer shared)
{
    private static readonly (string Table, string Order)[] Tables =
    [
        ("session_events", "seq"), ("segments", "seq"), ("segment_versions", "segment_id, seq"), ("transcript_changes", "seq"), ("notes", "seq"), ("note_versions", "seq"), ("stt_tasks", "seq"), ("insights", "seq, position"), ("audio_channels", "name"), ("sessions", "id"),
    ];

    [Fact]
    public async Task Import_OfAnyExport_IsTheSameSession()
    {
        // What the server understands by itself would come between.
        await using var server = new ApiServer(shared.Postgres) { Services = services => services.AddSingleton<IInsightAnalyser, Clueless>() };
        await server.InitializeAsync();
        await server.Database.ExecuteAsync("INSERT INTO users (id, name, created_at) VALUES ('user_ana', 'Ana: \"A\"', now())");
        var property = FsCheck.FSharp.Prop.ForAll(Life.Deeds, FuncConvert.FromFunc<Deed[], Task<bool>>(deeds => HoldsAsync(server, deeds)));

        // FsCheck waits for each run on the thread it is called on.
        await Task.Run(() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(40).WithEndSize(50), property));
    }

    private static async Task<bool> HoldsAsync(ApiServer server, Deed[] deeds)
    {
        var original = Ids.NewSession();
        var session = server.Grains.GetGrain<ISessionGrain>(original);
        await session.CreateAsync(new CreateSession("org_dev", "user_dev", new SessionDetails("Weekly", MeetingInfo: """{"n":  1.0}"""), Start: deeds.Length % 2 == 0));
        await new Life(session).LiveAsync(deeds);
        // What the grain has folded is what the tables say.
        Assert.Equivalent((await session.GetAsync()).Value, (await session.ReadAgainAsync()).Value, strict: true);

        var record = await server.ExportAsync(original);
        var copy = await server.ImportAsync(record);
        var copied = await server.ExportAsync(copy);
        var again = await server.ExportAsync(await server.ImportAsync(copied));

        Assert.NotEqual(original, copy);
        Assert.Equal(Record.Plain(record, imported: true), Record.Plain(copied, imported: true));
        Assert.Equal(Record.Plain(copied, imported: false), Record.Plain(again, imported: false));
        Assert.Equal(await RowsAsync(server, original, record), await RowsAsync(server, copy, copied));
        return true;
    }

    /// <summary>All rows of a session, without what writes them, and with people as a copy has them.</summary>
    private static async Task<string> RowsAsync(ApiServer server, string sessionId, string record)
    {
        // The database may read the tables side by side: only an order of the whole holds.
        var parts = Tables.Select((row, place) =>
            $"SELECT '{row.Table} ' || row_to_json(t)::text AS line, {place} AS place, row_number() OVER (ORDER BY {row.Order}) AS n FROM {row.Table} t WHERE {(row.Table == "sessions" ? "id" : "session_id")} = '{sessionId}'");
        var rows = await server.Database.QueryAsync<string>($"SELECT line FROM ({string.Join(" UNION ALL ", parts)}) parts ORDER BY place, n");

        return Record.Rename(Actors().Replace(Appends().Replace(string.Join('\n', rows), ""), ""), record);
    }

    [GeneratedRegex("\"append_id\":(null|\"[^\"]*\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Appends();

    // They are compared in the records; here only that everybody has kept a name who had one.
    [GeneratedRegex("\"(by|actor)\": ?\"([^\"\\\\]|\\\\.)*\",?|\"actor_name\":(null|\"share_link:share_1\")", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Actors();

    private sealed class Clueless : IInsightAnalyser
    {
        public string Source => "none";

        public IInsightAnalysis Begin(InsightContext context) => new Analysis();

        private sealed class Analysis : IInsightAnalysis
        {
            public void Add(TranscriptSegment segment)
            {
            }

            public ValueTask<InsightSet> AnalyseAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("It knows nothing.");
        }
    }
}
