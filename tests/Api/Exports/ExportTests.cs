using System.IO.Compression;
using System.Net;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Insights;
using MeetingIntel.Notes;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>A session as files.</summary>
public sealed class ExportTests(ApiServer server)
{
    [Theory]
    [InlineData("json", "application/json", "Weekly.json")]
    [InlineData("", "application/json", "Weekly.json")]
    [InlineData("markdown", "text/markdown; charset=utf-8", "Weekly.md")]
    [InlineData("MD", "text/markdown; charset=utf-8", "Weekly.md")]
    [InlineData("text", "text/plain; charset=utf-8", "Weekly.txt")]
    [InlineData("txt", "text/plain; charset=utf-8", "Weekly.txt")]
    [InlineData("vtt", "text/vtt; charset=utf-8", "Weekly.vtt")]
    [InlineData("srt", "application/x-subrip; charset=utf-8", "Weekly.srt")]
    [InlineData("zip", "application/zip", "Weekly.zip")]
    public async Task Export_OfASessionThatGoesOn_IsAFile(string format, string contentType, string file)
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "Good morning");

        using var answer = await GetAsync(id, format);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal(file, answer.Content.Headers.ContentDisposition?.FileName);
        Assert.NotEmpty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("json")]
    [InlineData("markdown")]
    [InlineData("text")]
    [InlineData("vtt")]
    [InlineData("srt")]
    [InlineData("zip")]
    public async Task Export_OfASessionThatHasNotBegun_IsAFileWithNothingSaid(string format)
    {
        using var answer = await GetAsync(await server.CreateMeetingAsync(), format);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"session.{format switch { "markdown" => "md", "text" => "txt", _ => format }}", answer.Content.Headers.ContentDisposition?.FileName);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.Equal(format == "vtt" ? "WEBVTT\n\n" : format == "srt" ? "" : body, body);
    }

    [Theory]
    [InlineData("pdf")]
    [InlineData("json,zip")]
    [InlineData(" ")]
    public async Task Export_AsSomethingElse_IsRefused(string format)
    {
        using var answer = await GetAsync(await server.StartSessionAsync(), format);

        Assert.Equal("export.unknown-format", await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity));
    }

    [Theory]
    [InlineData("Zażółć \"gęślą\" / 50%", "Zażółć gęślą 50%.txt")]
    [InlineData("..\\..\\etc/passwd", "etc passwd.txt")]
    [InlineData("  . ", "session.txt")]
    [InlineData("会議🙂", "会議🙂.txt")]
    public async Task Export_OfAnOddName_IsAFileThatCanBeSaved(string name, string file)
    {
        var id = await server.ImportAsync(Given.Record(Given.Began(name.Trim())));

        using var answer = await GetAsync(id, "text");

        var disposition = answer.Content.Headers.ContentDisposition!;
        Assert.Equal(file, disposition.FileNameStar ?? disposition.FileName?.Trim('"'));
    }

    [Fact]
    public async Task Export_AsText_HasALineForEachSentenceInOrderOfTheSessionsClock()
    {
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began("Weekly *1*"),
            new ChannelOpened("room", null, 16_000),
            new ChannelOpened("mic", "Ana", 16_000),
            Given.Said("seg_1", "Second\nline <b>", 2, 3),
            Given.Said("seg_2", "First", 0.5, 1, speaker: null, channel: "room"),
            Given.Said("seg_3", "Last", 3661, 3662),
        ]));

        Assert.Equal(
            """
            Weekly *1*
            Started 2026-05-04 12:00:00 UTC, ended not yet

            [00:00:01] room: First
            [00:00:04] Ana: Second line <b>
            [01:01:03] Ana: Last

            """,
            await TextAsync(id, "text"));
    }

    [Fact]
    public async Task Export_AsMarkdown_ReadsAsItWasWritten()
    {
        var note = new Note("note_1", Given.Noon, "OP1", "Pressure *drops*", NoteType.Observation, ["valve"], null, Given.Noon, Given.Noon, 1);
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began("Weekly *1*"),
            new ChannelOpened("mic", "Ana", 16_000),
            Given.Said("seg_1", "# not a heading &amp; <b>x</b>", 0, 1),
            new InsightsUpdated(4, false, new MeetingSummary("We *talked*.", ["seg_1"], "local"), [
                new("ins_1", InsightKind.ActionItem, "Send it", "Ben", "Friday", null, InsightStatus.Open, null, ["seg_1"], "local"),
                new("ins_2", InsightKind.Question, "Why?", null, null, null, InsightStatus.Settled, "Because", ["seg_1"], "local"),
                new("ins_3", InsightKind.Date, "Go live", null, "June", null, InsightStatus.Settled, null, ["seg_1"], "local"),
            ], [], 3),
            new NoteCreated(note, null),
            new NoteCreated(note with { Id = "note_2", Content = "gone" }, null),
            new NoteDeleted("note_2", null),
        ]));

        var text = await TextAsync(id, "markdown");

        Assert.Equal(
            $"""
            # Weekly \*1\*

            **Session:** {id}{"  "}
            **Started:** 2026-05-04 12:00:00 UTC{"  "}
            **Ended:** not yet{"  "}
            **Participants:** Ana{"  "}
            **Exported:** {text.Split("**Exported:** ")[1].Split('\n')[0]}

            ## Summary

            We \*talked\*.

            ## Action items

            - [ ] Send it — Ben (Friday)

            ## Questions

            - Why? — Because

            ## Milestones

            - Go live (June)

            ## Transcript

            **\[00:00:01\] Ana:** \# not a heading \&amp; \<b\>x\</b\>

            ## Notes

            ### [12:00:00] OP1

            Pressure \*drops\*

            *Tags: valve*

            ---


            """,
            text);
    }

    [Fact]
    public async Task Export_AsZip_HoldsAllFiles()
    {
        var id = await server.ImportAsync(Given.Record([.. Given.Began(), Given.Said("seg_1", "Good morning", 0, 1)]));

        await using var bytes = new MemoryStream(await server.Http.GetByteArrayAsync(new Uri($"/api/sessions/{id}/export?format=zip", UriKind.Relative)));

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Read, leaveOpen: true))
        {
            foreach (var entry in archive.Entries)
            {
                using var reader = new StreamReader(await entry.OpenAsync());
                files[entry.FullName] = await reader.ReadToEndAsync();
            }
        }

        Assert.Equal(["session.json", "session.md", "transcript.txt", "subtitles.vtt", "subtitles.srt", "telemetry.csv"], files.Keys);
        Assert.Equal(await TextAsync(id, "text"), files["transcript.txt"]);
        Assert.Equal(await TextAsync(id, "vtt"), files["subtitles.vtt"]);
        Assert.Equal(Record.Plain(await server.ExportAsync(id), imported: false), Record.Plain(files["session.json"], imported: false));
        Assert.Equal(0, (await Reader.ReadAsync("unzip", ["-tq", Reader.File], bytes.ToArray())).ExitCode);
    }

    [Fact]
    public async Task Export_WhileTheSessionGoesOn_IsTheSessionOfThatMoment()
    {
        var id = await server.StartSessionAsync();
        await server.AddLineAsync(id, "before");
        var note = await AddNoteAsync(id, "before");
        var export = await SessionExport.OpenAsync(server.Provider.GetRequiredService<ExportReads>(), Caller.Development, id, Given.Noon, TestContext.Current.CancellationToken);
        await server.AddLineAsync(id, "after");
        await AddNoteAsync(id, "after");
        (await server.SendJsonAsync(HttpMethod.Put, $"/api/sessions/{id}/notes/{note}", """{"content":"after"}""")).EnsureSuccessStatusCode();

        // What was measured stands on no timeline.
        foreach (var format in ExportFormats.Files.Where(format => format.Name != "csv"))
        {
            await using var file = new MemoryStream();
            await format.WriteAsync(export!, file, TestContext.Current.CancellationToken);
            var text = System.Text.Encoding.UTF8.GetString(file.ToArray());
            Assert.Contains("before", text, StringComparison.Ordinal);
            Assert.DoesNotContain("after", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("json")]
    [InlineData("zip")]
    public async Task Export_ThatFailsInTheMiddle_BreaksOff(string format)
    {
        var id = await server.ImportAsync(Given.Record([.. Given.Began(), .. Enumerable.Range(0, 2_000).Select(i => Given.Said($"seg_{i}", $"This is sentence number {i * 7919 % 2000}", i, i + 1))]));
        await server.Database.ExecuteAsync($"DELETE FROM session_events WHERE session_id = '{id}' AND seq = 1700");

        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/export?format={format}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(async () => await answer.Content.ReadAsByteArrayAsync());
    }

    private Task<HttpResponseMessage> GetAsync(string id, string format) => server.Http.GetAsync(new Uri($"/api/sessions/{id}/export?format={Uri.EscapeDataString(format)}", UriKind.Relative));

    private Task<string> TextAsync(string id, string format) => server.Http.GetStringAsync(new Uri($"/api/sessions/{id}/export?format={format}", UriKind.Relative));

    private async Task<string> AddNoteAsync(string id, string content)
    {
        using var answer = await server.SendJsonAsync(HttpMethod.Post, $"/api/sessions/{id}/notes", $$"""{"timestamp":"2026-05-04T12:00:00Z","content":"{{content}}"}""");
        return (await answer.JsonAsync()).GetProperty("id").GetString()!;
    }
}
