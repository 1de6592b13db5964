using System.Collections.Frozen;
using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Exports;

/// <summary>One of the forms in which a session leaves the server.</summary>
/// <param name="Name">What clients ask for.</param>
/// <param name="File">What its file is called in an archive of all; ends with its extension.</param>
/// <param name="ContentType">What the answer is.</param>
/// <param name="WriteAsync">Writes the session; cancelled when the client has gone.</param>
/// <param name="Needs">What a caller must be allowed to do besides reading the session.</param>
internal sealed record ExportFormat(
    string Name, string File, string ContentType, Func<SessionExport, Stream, CancellationToken, Task> WriteAsync, Permissions Needs = Permissions.ReadSessions)
{
    /// <summary>The end of file names.</summary>
    public string Extension => Path.GetExtension(File);

    /// <summary>Whether somebody may have it.</summary>
    /// <param name="permissions">What they may do.</param>
    public bool IsFor(Permissions permissions) => permissions.HasFlag(Needs);
}

/// <summary>All forms. What is added here can be asked for, and is in the archive of all.</summary>
internal static class ExportFormats
{
    /// <summary>What stands in an archive of all, in that order. The whole record says who changed what, which members alone may know, as with the history of a note.</summary>
    public static IReadOnlyList<ExportFormat> Files { get; } =
    [
        new("json", "session.json", "application/json", RecordExport.WriteAsync, Permissions.ReadSessions | Permissions.ListSessions),
        new("markdown", "session.md", "text/markdown; charset=utf-8", MarkdownExport.WriteAsync),
        new("text", "transcript.txt", "text/plain; charset=utf-8", TextExport.WriteAsync),
        new("vtt", "subtitles.vtt", "text/vtt; charset=utf-8", SubtitleExport.WriteWebVttAsync),
        new("srt", "subtitles.srt", "application/x-subrip; charset=utf-8", SubtitleExport.WriteSubRipAsync),
        new("csv", "telemetry.csv", "text/csv; charset=utf-8", TelemetryExport.WriteAsync),
    ];

    private static readonly ExportFormat Archive = new("zip", "session.zip", "application/zip", ArchiveExport.WriteAsync);

    private static readonly FrozenDictionary<string, ExportFormat> ByName = Files.Append(Archive)
        .Concat([Files.Single(format => format.Name == "markdown") with { Name = "md" }, Files.Single(format => format.Name == "text") with { Name = "txt" }])
        .ToFrozenDictionary(format => format.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The names, for people; without the short ones.</summary>
    public static string Names { get; } = string.Join(", ", Files.Append(Archive).Select(format => format.Name));

    /// <summary>A form by its name, in any case.</summary>
    /// <param name="name">What a client asks for; the whole record unless it says something.</param>
    public static ExportFormat? Find(string? name) => ByName.GetValueOrDefault(string.IsNullOrEmpty(name) ? Files[0].Name : name);
}
