using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Api.Exports;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>Subtitles, as their players read them.</summary>
public sealed partial class SubtitleTests(ApiServer server)
{
    [Fact]
    public async Task WebVtt_OfOddTextAndSpeakers_IsText()
    {
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began(),
            Given.Said("seg_1", "a & b <i>c</i> --> d\n\n00:01.000 --> 00:02.000", 0, 1, "Ana <O'Neill> & \"Co\"\nx"),
            Given.Said("seg_2", "said as a line", 3, 3, "Ben"),
            Given.Said("seg_3", "unknown", 5, 5.5, null),
        ]));

        Assert.Equal(
            """
            WEBVTT

            00:00:00.000 --> 00:00:01.000
            <v Ana &lt;O'Neill&gt; &amp; "Co" x>a &amp; b &lt;i&gt;c&lt;/i&gt; --&gt; d 00:01.000 --&gt;
            00:02.000

            00:00:03.000 --> 00:00:04.000
            <v Ben>said as a line

            00:00:05.000 --> 00:00:05.500
            <v mic>unknown


            """,
            await TextAsync(id, "vtt"));
    }

    [Fact]
    public async Task SubRip_OfOddText_IsText()
    {
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began(),
            Given.Said("seg_1", "a <i>c</i> {\\an8}\n2\n00:00:07,000 --> 00:00:08,000", 36_000.5, 36_001, "Ana\nx"),
        ]));

        var text = await TextAsync(id, "srt");

        Assert.StartsWith("1\n10:00:00,500 --> 10:00:01,000\nAna x: a <\u2060i>c<\u2060/i> {\u2060\\an8} 2", text, StringComparison.Ordinal);
        Assert.Single(Arrows().Matches(text));
    }

    [Fact]
    public async Task Subtitles_ReadByFfmpeg_SayWhatWasSaid()
    {
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began(),
            Given.Said("seg_1", "Tom & Jerry <b>say</b> {x} hello", 1, 2.5),
            Given.Said("seg_2", "and 00:00:09,000 --> 00:00:10,000 as well", 2, 4, "Ben"),
            Given.Said("seg_3", "the end", 4, 4, "Ana"),
        ]));

        foreach (var format in (string[])["vtt", "srt"])
        {
            var (exit, read) = await Reader.ReadAsync("ffmpeg", ["-v", "error", "-f", format == "vtt" ? "webvtt" : "srt", "-i", Reader.File, "-c:s", "srt", "-f", "srt", "-"], await BytesAsync(id, format));
            Assert.True(exit == 0 && Starts().Matches(read).Count == 3, $"{format}: {exit}\n{read}");
            Assert.Contains("00:00:01,000 --> 00:00:02,500", read, StringComparison.Ordinal);
            Assert.Contains("00:00:04,000 --> 00:00:05,000", read, StringComparison.Ordinal);
            Assert.Contains("Tom & Jerry <b>say</b>", read.Replace("\u2060", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Cues_OfSeveralChannels_AreInOrderOfTheSessionsClock()
    {
        // The second channel was opened a second after the first, as each event is a second after the one before.
        var id = await server.ImportAsync(Given.Record([
            .. Given.Began(),
            new ChannelOpened("mic", "Ana", 16_000),
            new ChannelOpened("room", "Ben", 16_000),
            Given.Said("seg_1", "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen", 10, 30),
            Given.Said("seg_2", "in between", 14, 15, "Ben", "room"),
            Given.Said("seg_3", "before", 1, 2, "Ben", "room"),
        ]));

        var starts = Starts().Matches(await TextAsync(id, "vtt")).Select(match => match.Value).ToList();

        Assert.Equal("00:00:03.000", starts[0]);
        Assert.Contains("00:00:16.000", starts);
        Assert.Equal(starts.Order(StringComparer.Ordinal), starts);
        Assert.True(starts.Count > 4);
    }

    /// <summary>Whatever is said: nothing is lost, nothing is too long to be read, and each cue has its time.</summary>
    [Fact]
    public void Cues_OfAnything_AreReadable()
    {
        var segments = from texts in Gen.Elements("a", "word", "Donaudampfschifffahrtsgesellschaftskapitänskajüte", "会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議会議", "🙂").ListOf()
                       from start in Gen.Choose(0, 10_000)
                       from length in Gen.Choose(0, 40_000)
                       from timed in Gen.Elements(true, false)
                       select (Texts: texts.ToArray(), Start: start / 1000.0, Length: length / 1000.0, timed);
        Prop.ForAll(segments.ToArbitrary(), said =>
        {
            var words = said.timed ? said.Texts.Select((text, i) => new TranscriptWord(text, said.Start + (said.Length * i / said.Texts.Length), said.Start + (said.Length * (i + 1) / said.Texts.Length), 1)).ToArray() : [];
            var segment = Given.Said("seg", string.Join("  ", said.Texts), said.Start, said.Start + said.Length, words: words).Segment;

            var cues = Cues.Of(new Spoken(said.Start + 5, 5, segment)).ToList();

            Assert.Equal(string.Concat(said.Texts), string.Concat(cues.SelectMany(cue => cue.Lines)).Replace(" ", "", StringComparison.Ordinal));
            Assert.All(cues, cue =>
            {
                Assert.InRange(cue.Lines.Count, 1, 2);
                Assert.All(cue.Lines, line => Assert.InRange(line.Length, 1, Cues.LineLength));
                Assert.InRange(cue.End - cue.Start, 0.0001, Cues.Longest + 0.0001);
                Assert.InRange(cue.Start, said.Start + 5, double.MaxValue);
            });
            Assert.Equal(cues.Select(cue => cue.Start).Order(), cues.Select(cue => cue.Start));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Cues_OfTimedWords_BeginWhereTheyWereSpoken()
    {
        var words = Enumerable.Range(0, 20).Select(i => new TranscriptWord("spoken", 100 + i + (i >= 10 ? 5 : 0), 100.5 + i + (i >= 10 ? 5 : 0), 1)).ToArray();

        var cues = Cues.Of(new Spoken(0, -100, Given.Said("seg", string.Join(' ', words.Select(word => word.Text)), 100, 125, words: words).Segment)).ToList();

        Assert.All(cues, cue => Assert.Contains(cue.Start, words.Select(word => word.Start - 100)));
        Assert.All(cues, cue => Assert.Contains(cue.End, words.Select(word => word.End - 100)));
    }

    private Task<string> TextAsync(string id, string format) => server.Http.GetStringAsync(new Uri($"/api/sessions/{id}/export?format={format}", UriKind.Relative));

    private async Task<byte[]> BytesAsync(string id, string format) => Encoding.UTF8.GetBytes(await TextAsync(id, format));

    [GeneratedRegex("-->", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Arrows();

    [GeneratedRegex(@"^[\d:.,]+(?= -->)", RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Starts();
}
