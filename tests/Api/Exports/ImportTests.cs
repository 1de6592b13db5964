using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Corrections;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Recordings;
using MeetingIntel.Sessions;
using MeetingIntel.SttTasks;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>What an import takes and what it does not: nothing of a file that is wrong anywhere remains.</summary>
public sealed class ImportTests(ApiServer server)
{
    private static readonly Note SomeNote = new("note_1", Given.Noon, null, "x", NoteType.Observation, [], null, Given.Noon, Given.Noon, 1);
    private static readonly SttTask SomeTask = new("stt_1", "chunk", null, SttTaskStatus.Pending, null, null, Given.Noon, Given.Noon, null);

    /// <summary>Whole sessions of events that make no sense one after the other.</summary>
    public static TheoryData<string, string, string> Nonsense()
    {
        var data = new TheoryData<string, string, string>();
        Add("import.bad-event", "events[0]", new SessionStarted());
        Add("import.bad-event", "events[1]", new SessionCreated("o", "u", new("Nonsense")), new SessionCreated("o", "u", new("Nonsense")));
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new ChannelClosed("mic", 1)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new TranscriptionDelayed("mic", 1)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new ChannelOpened("a b", null, 16_000)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new ChannelOpened("external", null, 16_000)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new ChannelOpened("mic", null, 11_000)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Given.Said("seg_1", "b", 1, 2)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new NoteUpdated(SomeNote with { Version = 2 }, null)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote, null), new NoteUpdated(SomeNote with { Version = 3 }, null)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote, null), new NoteCreated(SomeNote, null)]);
        Add("import.bad-event", "events[4]", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote, null), new NoteDeleted("note_1", null), new NoteDeleted("note_1", null)]);
        Add("import.bad-event", "events[2].data.note.id", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote with { Id = "Note 1" }, null)]);
        Add("import.bad-event", "events[2].data.note.content", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote with { Content = new string('x', 100_001) }, null)]);
        Add("import.bad-event", "events[2].data.note.telemetry_snapshot", [.. Given.Began("Nonsense"), new NoteCreated(SomeNote with { TelemetrySnapshot = "{" }, null)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new SttTaskDone(SomeTask with { Status = SttTaskStatus.Done })]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), new SttTaskCreated(SomeTask), new SttTaskDone(SomeTask)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new InsightsUpdated(3, false, null, [], [], 0)]);
        Add("import.bad-event", "events[2].data.total", [.. Given.Began("Nonsense"), new InsightsUpdated(0, false, null, [], [], -1)]);
        Add("import.bad-event", "events[2].data.body", [.. Given.Began("Nonsense"), new InsightReceived("general", "{")]);
        Add("import.bad-event", "events[0].data.details.name", Given.Began("a\u202eb"));
        Add("import.bad-event", "events[0].data.details.meeting_info", new SessionCreated("o", "u", new("Nonsense", MeetingInfo: "[]")));
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), Corrected(seq: 3)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(seq: 2)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(words: 5)]);
        Add("import.bad-event", "events[4]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(), Corrected()]);
        Add("import.bad-event", "events[4]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(), new InsightsUpdated(3, false, null, [], [], 0)]);
        Add("import.bad-event", "events[3].data.segment.text", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(text: " ")]);
        Add("import.bad-event", "events[3].data.segment.text", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(text: "", words: -1)]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(text: "", words: 0)]);
        Add("import.bad-event", "events[3].data.version", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected(version: 1_000_001)]);
        Add("import.bad-event", "events[2].data.to", [.. Given.Began("Nonsense"), new SpeakerRenamed("Ana", "", 0, null, StaleInsights.None)]);
        Add("import.bad-event", "events[2]", [.. Given.Began("Nonsense"), new SpeakerRenamed("Ana", "Ana", 0, null, StaleInsights.None)]);
        Add("import.bad-event", "events[1002]", [.. Given.Began("Nonsense"), .. Enumerable.Range(0, 1_001).Select(number => new SpeakerRenamed("Ana", $"Ana {number}", 0, null, StaleInsights.None))]);
        Add("import.bad-channel", "channels", [.. Given.Began("Nonsense"), new ChannelOpened("mic", null, 16_000), Kept()]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected() with { Segment = Given.Said("seg_1", "b c", 0.5, 1).Segment }]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected() with { Segment = Given.Said("seg_1", "b c", 0, 2).Segment }]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), Corrected() with { Segment = Given.Said("seg_1", "b c", 0, 1, channel: "b").Segment }]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), Given.Said("seg_1", "a", 0, 1), new SpeakerRenamed("Ana", "Anna", 0, null, StaleInsights.None)]);
        Add("import.bad-event", "events[4]", [new SessionCreated("o", "u", new("Nonsense", Record: true)), new SessionStarted(), new ChannelOpened("mic", null, 16_000), Full(), Full()]);
        Add("import.bad-event", "events[2]", [new SessionCreated("o", "u", new("Nonsense", Record: true)), new SessionStarted(), Full()]);
        Add("import.bad-event", "events[3]", [.. Given.Began("Nonsense"), new ChannelOpened("mic", null, 16_000), Full()]);
        Add("import.bad-event", "events[2].data.from", [.. Given.Began("Nonsense"), Full() with { From = -1 }]);
        Add("import.bad-event", "events[2].data.limit", [.. Given.Began("Nonsense"), Full() with { Limit = 0 }]);
        Add("import.empty", "body");
        return data;

        static RecordingFull Full() => new("mic", 1, 100);

        static RecordingAvailable Kept() => new(new Recording("rec_1", "mic", 0, 32_000, 0, 1, 100, "opus", "00"));

        static TranscriptCorrected Corrected(string text = "b c", long seq = 3, int version = 2, int words = 1) =>
            new(Given.Said("seg_1", text, 0, 1).Segment, seq, version, words, null, StaleInsights.None);

        void Add(string code, string field, params SessionEventData[] events) => data.Add(code, field, Given.Record(events));
    }

    /// <summary>A good record with something in it replaced.</summary>
    [Theory]
    [InlineData("\"seq\":2", "\"seq\":3", "import.hole", "events[1]")]
    [InlineData("\"seq\":2", "\"seq\":1", "import.hole", "events[1]")]
    [InlineData("\"seq\":2", "\"seq\":\"2\"", "import.bad-event", "events[1].seq")]
    [InlineData("\"seq\":2", "\"seq\":2.5", "import.bad-event", "events[1].seq")]
    [InlineData("\"seq\":2,", "", "import.bad-event", "events[1]")]
    [InlineData("session.started", "session.hacked", "import.unknown-type", "events[1].type")]
    [InlineData("2026-05-04T12:00:01.0000000\\u002B00:00", "2026-05-04T12:00:01", "import.bad-event", "events[2].at")]
    [InlineData("2026-05-04T12:00:01.0000000\\u002B00:00", "2026-13-04T12:00:01Z", "import.bad-event", "events[2].at")]
    [InlineData("\"start\":0.5", "\"start\":NaN", "import.not-json", "body")]
    [InlineData("\"start\":0.5", "\"start\":\"NaN\"", "import.bad-event", "events[2].data.segment.start")]
    [InlineData("\"start\":0.5", "\"start\":1e999", "import.bad-event", "events[2].data.segment.start")]
    [InlineData("\"text\":\"hello\"", "\"text\":null", "import.bad-event", "events[2].data.segment.text")]
    [InlineData("\"text\":\"hello\"", "\"text\":\"a\\u0000\"", "import.bad-event", "events[2].data.segment.text")]
    [InlineData("\"text\":\"hello\"", "\"text\":\"\\ud800\"", "import.bad-event", "events[2].data.segment.text")]
    [InlineData("\"text\":\"hello\"", "\"txt\":\"hello\"", "import.bad-event", "events[2].data.segment.txt")]
    [InlineData("\"text\":\"hello\",", "", "import.bad-event", "events[2].data.segment")]
    [InlineData("\"words\":[]", "\"words\":[null]", "import.bad-event", "events[2].data.segment.words")]
    [InlineData("\"format\":\"meeting-intel.session\"", "\"format\":\"other\"", "import.unknown-format", "body")]
    [InlineData("\"version\":1", "\"version\":2", "import.unknown-version", "body")]
    [InlineData("\"version\":1", "\"versions\":1", "import.unknown-field", "body")]
    [InlineData("\"events\":3", "\"events\":4", "import.incomplete", "body")]
    [InlineData(",\"complete\":{\"events\":3}", "", "import.incomplete", "body")]
    [InlineData("\"complete\":{\"events\":3}}", "", "import.truncated", "body")]
    [InlineData("\"complete\":{\"events\":3}}", "\"complete\":{\"events\":3}} x", "import.not-json", "body")]
    [InlineData("\"channels\":[]", "\"channels\":[{\"name\":\"mic\",\"acked_offset\":1,\"acked_time\":1}]", "import.bad-channel", "channels[0]")]
    [InlineData("\"channels\":[]", "\"channels\":[{\"name\":\"mic\",\"acked_offset\":\"1\",\"acked_time\":1}]", "import.bad-channel", "channels[0].acked_offset")]
    public async Task Import_OfARecordWithAMistake_SaysWhere(string good, string bad, string code, string field)
    {
        var record = Given.Record([.. Given.Began("With a mistake"), Given.Said("seg_1", "hello", 0.5, 1)]);
        Assert.Contains(good, record, StringComparison.Ordinal);

        await RefusedAsync(record.Replace(good, bad, StringComparison.Ordinal), code, field);
    }

    [Fact]
    public async Task Import_OfASessionWhoseAudioTookAllThatItMight_KeepsNone()
    {
        var id = await server.ImportAsync(Given.Record(
            [new SessionCreated("o", "u", new("Full", Record: true)), new SessionStarted(), new ChannelOpened("mic", null, 16_000), new RecordingFull("mic", 1.5, 100), new SessionEnded()]));

        Assert.False((await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("record").GetBoolean());
        var full = Assert.Single((await server.GetJsonAsync($"/api/sessions/{id}/events?types=recording.full")).GetProperty("events").EnumerateArray()).GetProperty("data");
        Assert.Equal((1.5, 100), (full.GetProperty("from").GetDouble(), full.GetProperty("limit").GetInt64()));
    }

    /// <summary>A transcriber may hear somebody and understand no word; a person may say who it was.</summary>
    [Fact]
    public async Task Import_OfANameForASegmentWithoutWords_KeepsIt()
    {
        var id = await server.ImportAsync(Given.Record(
            [.. Given.Began("Mumbled"), Given.Said("seg_1", "", 0, 1), new TranscriptCorrected(Given.Said("seg_1", "", 0, 1).Segment with { Speaker = "Ana" }, 3, 2, 0, null, StaleInsights.None)]));

        var segment = Assert.Single((await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments").EnumerateArray());
        Assert.Equal(("", "Ana", 2), (segment.Text("text"), segment.Text("speaker"), segment.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Import_OfAVersionThatIsStillBeingHeard_EndsItThere()
    {
        var id = await server.ImportAsync(Given.Record([.. Given.Began("Half heard"), new TranscriptVersionStarted(2, "scripted", null, null)]));

        var version = (await server.GetJsonAsync($"/api/sessions/{id}/transcript/versions")).GetProperty("versions")[1];

        Assert.Equal(("failed", "import.interrupted"), (version.Text("status"), version.Text("error")));
    }

    [Theory]
    [MemberData(nameof(Nonsense))]
    public Task Import_OfEventsThatMakeNoSense_SaysWhich(string code, string field, string record) => RefusedAsync(record, code, field);

    [Theory]
    [InlineData("[]", "import.unknown-format")]
    [InlineData("{}", "import.unknown-format")]
    [InlineData("", "import.truncated")]
    [InlineData("x", "import.not-json")]
    [InlineData("{\"events\":[{}]}", "import.unknown-format")]
    [InlineData("{\"session_id\":\"a\",\"notes\":[]}", "import.unknown-field")]
    public Task Import_OfSomethingElse_IsRefused(string body, string code) => RefusedAsync(body, code, "body");

    [Fact]
    public Task Import_OfAnEventThatIsTooLong_IsRefused()
    {
        var record = Given.Record([.. Given.Began(), Given.Said("seg_1", "hello", 0, 1)]);
        return RefusedAsync(record.Replace("hello", new string('x', 6 << 20), StringComparison.Ordinal), "import.too-large", "body");
    }

    [Fact]
    public async Task Import_AsSomethingOtherThanJson_IsRefused()
    {
        using var answer = await server.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), new StringContent(Given.Record(Given.Began()), Encoding.UTF8, "text/plain"));

        Assert.Equal("request.unsupported-media-type", await answer.ProblemAsync(HttpStatusCode.UnsupportedMediaType));
    }

    /// <summary>Two batches are on record by then.</summary>
    [Fact]
    public async Task Import_ThatIsWrongAtItsEnd_LeavesNothing()
    {
        var events = Enumerable.Range(0, 1_200).Select(i => Given.Said($"seg_{i}", "never to be seen", i, i + 1));

        await RefusedAsync(Given.Record([.. Given.Began("Never to be seen"), .. events, new ChannelClosed("mic", 1)]), "import.bad-event", "events[1202]");

        foreach (var table in (string[])["session_events WHERE data::text LIKE '%never to be seen%'", "segments WHERE text = 'never to be seen'", "sessions WHERE name = 'Never to be seen'"])
        {
            Assert.Equal([0L], await server.Database.QueryAsync<long>($"SELECT count(*) FROM {table}"));
        }
    }

    [Fact]
    public async Task Import_UnderWay_IsSeenByNobody()
    {
        using var gate = new SlowBody(Given.Record([.. Given.Began("Half imported"), .. Enumerable.Range(0, 1_200).Select(i => Given.Said($"seg_{i}", "x", i, i + 1))]));
        var import = server.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), gate);
        await server.Database.UntilAsync("SELECT count(*) = 1 FROM sessions WHERE name = 'Half imported'", "the first batch");
        var id = (await server.Database.QueryAsync<string>("SELECT id FROM sessions WHERE name = 'Half imported'")).Single();

        Assert.Empty((await server.GetJsonAsync("/api/sessions?q=Half imported")).EnumerateArray());
        using (var found = await server.Http.GetAsync(new Uri($"/api/sessions/{id}", UriKind.Relative)))
        {
            Assert.Equal("session.not-found", await found.ProblemAsync(HttpStatusCode.NotFound));
        }

        gate.Open();
        Assert.Equal(id, (await (await import).JsonAsync()).GetProperty("id").GetString());
        Assert.Single((await server.GetJsonAsync("/api/sessions?q=Half imported")).EnumerateArray());
    }

    [Fact]
    public async Task Import_WhoseSenderLeaves_LeavesNothing()
    {
        using var gate = new SlowBody(Given.Record([.. Given.Began("Left alone"), .. Enumerable.Range(0, 1_200).Select(i => Given.Said($"seg_{i}", "x", i, i + 1))]));
        using var leaving = new CancellationTokenSource();
        var import = server.Http.PostAsync(new Uri("/api/sessions/import", UriKind.Relative), gate, leaving.Token);
        await server.Database.UntilAsync("SELECT count(*) = 1 FROM sessions WHERE name = 'Left alone'", "the first batch");
        var id = (await server.Database.QueryAsync<string>("SELECT id FROM sessions WHERE name = 'Left alone'")).Single();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        await server.Database.UntilAsync($"SELECT NOT EXISTS (SELECT FROM sessions WHERE id = '{id}') AND NOT EXISTS (SELECT FROM session_events WHERE session_id = '{id}')", "the erasure");
    }

    [Fact]
    public async Task Import_OfARunningSession_GoesOn()
    {
        var id = await server.ImportAsync(Given.Record([.. Given.Began("Goes on"), Given.Said("seg_1", "before", 0, 1), new SttTaskCreated(SomeTask)]));

        await server.AddLineAsync(id, "after");
        var task = (await server.GetJsonAsync($"/api/sessions/{id}/stt/tasks")).EnumerateArray().Single();
        await server.EndSessionAsync(id);

        Assert.Equal(["before", "after"], await server.TranscriptAsync(id));
        Assert.Equal("pending", task.GetProperty("status").GetString());
        Assert.NotEqual(SomeTask.Id, task.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Import_Twice_MakesTwoSessions()
    {
        var record = Given.Record([.. Given.Began("Twice"), new SttTaskCreated(SomeTask), new NoteCreated(SomeNote, null)]);

        Assert.NotEqual(await server.ImportAsync(record), await server.ImportAsync(record));
    }

    [Fact]
    public async Task Import_OfARecordThatSomebodyLaidOutAnew_IsTheSameSession()
    {
        var tree = Given.Tree([.. Given.Began(), Given.Said("seg_1", "hello 🙂", 0.5, 1)]);

        var id = await server.ImportAsync("\n" + tree.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n\n");

        Assert.Equal(["hello 🙂"], await server.TranscriptAsync(id));
    }

    private async Task RefusedAsync(string record, string code, string field)
    {
        using var answer = await server.SendJsonAsync(HttpMethod.Post, "/api/sessions/import", record);

        Assert.Equal(code, await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(field, JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["errors"]!.AsObject().Single().Key);
        Assert.Equal([0L], await server.Database.QueryAsync<long>("SELECT count(*) FROM sessions WHERE name IN ('With a mistake', 'Nonsense')"));
    }
}
