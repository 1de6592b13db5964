using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>The record of a meeting of two people that goes on for hours; made while it is sent.</summary>
internal sealed class LongSession : HttpContent
{
    private const int WordsInSentence = 12;
    private const double SentenceSeconds = 0.7;

    private readonly int _sentences;

    public LongSession(int sentences)
    {
        _sentences = sentences;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Bytes that were sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Is told of each thousandth sentence.</summary>
    public Action<int> Progress { get; init; } = _ => { };

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true);
        await writer.WriteAsync("""{"format":"meeting-intel.session","version":1,"channels":[],"events":[""");
        SessionEventData[] head = [.. Given.Began("A long day"), new ChannelOpened("mic", "Ana", 16_000), new ChannelOpened("room", "Ben", 16_000)];
        for (var i = 0; i < head.Length + _sentences; i++)
        {
            var data = i < head.Length ? head[i] : Said(i - head.Length);
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{{(i == 0 ? "" : ",")}}{"seq":{{i + 1}},"at":"{{Given.Noon.AddSeconds(i * SentenceSeconds):O}}","type":"{{SessionEventTypes.NameOf(data)}}","data":{{SessionEventTypes.Serialize(data)}} }""");
            await writer.WriteAsync(line);
            Sent += line.Length;
            if (i % 1000 == 999)
            {
                await writer.FlushAsync();
                Progress(i);
            }
        }

        await writer.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""],"complete":{"events": {{head.Length + _sentences}} } }"""));
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private static TranscriptSegmentAdded Said(int number)
    {
        var start = number * SentenceSeconds;
        var words = Enumerable.Range(0, WordsInSentence).Select(i => new TranscriptWord($"word{(number * 31) + i}", start + (i * 0.05), start + (i * 0.05) + 0.04, 0.9)).ToArray();
        return Given.Said($"seg_{Guid.CreateVersion7():N}", string.Join(' ', words.Select(word => word.Text)), start, start + 0.6, number % 2 == 0 ? "Ana" : "Ben", number % 2 == 0 ? "mic" : "room", words);
    }
}
