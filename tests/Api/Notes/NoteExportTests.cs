using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Notes;

/// <summary>ASTRA's export of notes.</summary>
public sealed class NoteExportTests(ApiServer server)
{
    [Fact]
    public async Task Export_Markdown_ReadsAsItWasWritten()
    {
        var id = await server.StartSessionAsync("Run *7*");
        await AddAsync(id, new { timestamp = "2026-05-04T12:01:00Z", content = "# no heading\n- no list\n1. nor this <b>x</b>", tags = new[] { "a_b", "c" }, telemetry_snapshot = new { p1 = 2.5, state = "open" } });
        await AddAsync(id, new { timestamp = "2026-05-04T12:00:00Z", content = "First", speaker = "OP1" });
        var started = (await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("started_at").GetString();

        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/notes/export", UriKind.Relative));

        Assert.Equal("text/markdown; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Null(answer.Content.Headers.ContentDisposition);
        Assert.Equal(
            $"""
            # Run \*7\*

            **Session ID:** {id}{"  "}
            **Started:** {started}{"  "}
            **Status:** active

            ---

            ## Notes

            ### [12:00:00] OP1

            First

            ---

            ### [12:01:00] Unknown

            \# no heading{"  "}
            \- no list{"  "}
            1\. nor this \<b\>x\</b\>

            **Telemetry:** p1 = 2.5, state = "open"

            *Tags: a_b, c*

            ---


            """,
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Export_Json_HasAllNotesByTime()
    {
        var id = await server.StartSessionAsync("Run 7");
        for (var number = 0; number < 1_100; number++)
        {
            await AddAsync(id, new { timestamp = DateTimeOffset.UnixEpoch.AddSeconds(-number), content = $"{number}" });
        }

        var document = await server.GetJsonAsync($"/api/sessions/{id}/notes/export?format=json");

        Assert.Equal(["session_id", "session_name", "exported_at", "notes"], document.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Run 7", document.GetProperty("session_name").GetString());
        Assert.Equal(Enumerable.Range(0, 1_100).Reverse().Select(number => $"{number}"), document.GetProperty("notes").EnumerateArray().Select(note => note.GetProperty("content").GetString()));
    }

    [Theory]
    [InlineData("markdown")]
    [InlineData("pdf")]
    [InlineData("")]
    public async Task Export_WhateverElse_IsMarkdown(string format)
    {
        var id = await server.StartSessionAsync("Run 7");

        using var answer = await server.Http.GetAsync(new Uri($"/api/sessions/{id}/notes/export?format={format}", UriKind.Relative));

        Assert.StartsWith("# Run 7\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task AddAsync(string sessionId, object note) => (await server.Http.PostAsJsonAsync($"/api/sessions/{sessionId}/notes", note)).EnsureSuccessStatusCode();
}
