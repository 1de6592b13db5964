using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Exports;

/// <summary>
/// The whole record of a session, from which it can be made again: its timeline, event by event, as the journal has it, how much of each channel's audio has its
/// outcome, and what was measured. One event, or one stretch of a telemetry channel, a line. What <c>complete</c> says at its end proves that nothing is missing.
/// </summary>
internal static class RecordExport
{
    /// <summary>What the file is.</summary>
    public const string Format = "meeting-intel.session";

    /// <summary>Changes when an older build would read the file wrongly.</summary>
    public const int Version = 1;

    private const int FlushBytes = 32 * 1024;

    // Nobody puts this file into a page: people should be able to read the words in it.
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes it.</summary>
    /// <param name="export">The session.</param>
    /// <param name="stream">Where to.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task WriteAsync(SessionExport export, Stream stream, CancellationToken stop)
    {
        var pipe = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
        await using var json = new Utf8JsonWriter(pipe, Readable);
        WriteHead(pipe, json, export);
        var events = 0L;
        await foreach (var entry in export.EventsAsync(stop))
        {
            pipe.Write(events++ == 0 ? "\n"u8 : ",\n"u8);
            Write(json, entry);
            if (pipe.UnflushedBytes > FlushBytes)
            {
                await pipe.FlushAsync(stop);
            }
        }

        var points = await WriteMeasuredAsync(pipe, json, export, stop);
        WriteEnd(pipe, events, points);
        await pipe.FlushAsync(stop);
        await pipe.CompleteAsync();
    }

    private static void WriteHead(PipeWriter pipe, Utf8JsonWriter json, SessionExport export)
    {
        pipe.Write("{\"format\":\""u8);
        pipe.Write(Encoding.UTF8.GetBytes($"{Format}\",\"version\":{Version},\"exported_at\":\"{UtcTimeConverter.Write(export.At)}\",\n\"session\":"));
        JsonSerializer.Serialize(json, SessionResponse.From(export.Session), ApiJson.Options);
        json.Flush();
        pipe.Write(",\n\"channels\":"u8);
        json.Reset();
        JsonSerializer.Serialize(json, export.Session.Channels.Select(channel => new RecordedChannel(channel.Name, channel.AckedOffset, channel.AckedTime)), SessionEventTypes.Json);
        json.Flush();
        pipe.Write(",\n\"events\":["u8);
    }

    /// <returns>How many points.</returns>
    private static async Task<long> WriteMeasuredAsync(PipeWriter pipe, Utf8JsonWriter json, SessionExport export, CancellationToken stop)
    {
        pipe.Write("\n],\n\"telemetry\":["u8);
        var points = 0L;
        await foreach (var stretch in export.MeasuredAsync(stop))
        {
            pipe.Write(points == 0 ? "\n"u8 : ",\n"u8);
            points += stretch.Points.Count;
            json.Reset();
            JsonSerializer.Serialize(json, RecordedTelemetry.From(stretch), SessionEventTypes.Json);
            await json.FlushAsync(stop);
            await pipe.FlushAsync(stop);
        }

        return points;
    }

    private static void WriteEnd(PipeWriter pipe, long events, long points) =>
        pipe.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n],\n\"complete\":{{\"events\":{events},\"points\":{points}}}}}\n")));

    private static void Write(Utf8JsonWriter json, RecordedEvent entry)
    {
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("seq", entry.Event.Seq);
        json.WriteString("at", UtcTimeConverter.Write(entry.Event.At));
        json.WriteString("type", entry.Event.Type);
        if (entry.ByName is { } name)
        {
            json.WriteString("by_name", name);
        }

        json.WritePropertyName("data");
        JsonSerializer.Serialize(json, entry.Event.Data, entry.Event.Data.GetType(), SessionEventTypes.Json);
        json.WriteEndObject();
        json.Flush();
    }
}

/// <summary>How much of a channel's audio has its outcome: no event says so.</summary>
/// <param name="Name">The channel.</param>
/// <param name="AckedOffset">Bytes.</param>
/// <param name="AckedTime">Seconds on the channel's audio clock that they stand for.</param>
internal sealed record RecordedChannel(string Name, long AckedOffset, double AckedTime);
