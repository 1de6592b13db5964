using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MeetingIntel.Providers.Media;

/// <summary>What a file holds.</summary>
/// <param name="Channels">Channels of its first audio track.</param>
/// <param name="Duration">As the file says; <see langword="null"/> when it does not.</param>
/// <param name="IsPromised">Whether the duration is that of all audio that the file should have, and not worked out from what is there.</param>
internal sealed record MediaProbe(int Channels, TimeSpan? Duration, bool IsPromised)
{
    /// <summary>What ffprobe says of an MP3 without a table of its frames (Xing, VBRI).</summary>
    private const string Estimated = "Estimating duration";

    private const int MostOutput = 64 * 1024;

    /// <summary>Asks ffprobe.</summary>
    /// <param name="options">Limits and places.</param>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="MediaException">No audio, or no decoder.</exception>
    internal static async Task<MediaProbe> RunAsync(MediaOptions options, string path, CancellationToken cancellationToken)
    {
        string[] arguments =
        [
            "-v", "warning", .. FfmpegSandbox.InputOptions, "-select_streams", "a:0",
            "-show_entries", "format=duration,format_name:stream=channels,duration", "-of", "json=compact=1", FfmpegSandbox.Input(path),
        ];
        using var process = FfmpegSandbox.Start(options.Ffprobe, arguments);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(options.StallTimeout);
        try
        {
            // Both at once: a pipe that nobody reads could block the child.
            var warnings = ReadAsync(process.StandardError, patience.Token);
            var output = await ReadAsync(process.StandardOutput, patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return Parse(output, (await warnings).Contains(Estimated, StringComparison.Ordinal)) ?? throw await ReasonAsync(path, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MediaException(MediaErrors.DecoderFailed, "The decoder took too long to look at the file.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <summary>A file without its first sample.</summary>
    internal static MediaException CutOffBeforeAudio() => new(MediaErrors.Truncated, "The file ends before its audio begins.");

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var buffer = new char[MostOutput];
        var length = 0;
        for (int read; length < buffer.Length && (read = await reader.ReadAsync(buffer.AsMemory(length), cancellationToken)) > 0;)
        {
            length += read;
        }

        var text = new string(buffer, 0, length);
        while (length == buffer.Length && await reader.ReadAsync(buffer, cancellationToken) > 0)
        {
            // What is beyond is read away.
        }

        return text;
    }

    private static MediaProbe? Parse(string output, bool isEstimated)
    {
        Output? parsed;
        try
        {
            parsed = JsonSerializer.Deserialize<Output>(output);
        }
        catch (JsonException)
        {
            return null;
        }

        // Of other formats the longest track, which may be a picture's, gives the duration, or the last page that is there.
        return parsed?.Streams is [{ Channels: > 0 } track, ..]
            ? new MediaProbe(track.Channels, Time(parsed.Format?.Duration) ?? Time(track.Duration), parsed.Format?.Name == "mp3" && !isEstimated)
            : null;
    }

    private static TimeSpan? Time(string? seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and < 1e9 ? TimeSpan.FromSeconds(value) : null;

    private static async Task<MediaException> ReasonAsync(string path, CancellationToken cancellationToken)
    {
        var head = new byte[4];
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head.AsSpan(0, length).SequenceEqual("RIFF"u8)
            ? CutOffBeforeAudio()
            : new MediaException(MediaErrors.NotAudio, "The file is not in a known format with an audio track.");
    }

    private sealed record Output([property: JsonPropertyName("streams")] IReadOnlyList<Track>? Streams, [property: JsonPropertyName("format")] Container? Format);

    private sealed record Track([property: JsonPropertyName("channels")] int Channels, [property: JsonPropertyName("duration")] string? Duration);

    private sealed record Container([property: JsonPropertyName("duration")] string? Duration, [property: JsonPropertyName("format_name")] string? Name);
}
