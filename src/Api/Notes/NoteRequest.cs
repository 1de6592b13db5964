using System.Text;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Notes;

namespace MeetingIntel.Api.Notes;

/// <summary>A note as ASTRA's clients send it, new or changed.</summary>
internal sealed record NoteRequest : IClientInput
{
    private const int MaxContent = 100_000;
    private const int MaxSpeaker = 200;
    private const int MaxTags = 100;
    private const int MaxTag = 100;
    private const int MaxSnapshotBytes = 64 * 1024;

    /// <summary>When it was observed, ISO 8601, UTC unless it says otherwise; required of a new one, and can't be changed.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>What was observed, at most 100,000 characters; required of a new one.</summary>
    public string? Content { get; init; }

    /// <summary>Who said it, at most 200 characters.</summary>
    public string? Speaker { get; init; }

    /// <summary><c>observation</c> unless given.</summary>
    public NoteType? Type { get; init; }

    /// <summary>At most 100 labels of at most 100 characters.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>An object of channel and value, at most 64 KiB; can't be changed.</summary>
    public JsonElement? TelemetrySnapshot { get; init; }

    /// <summary>Reads it as a new note.</summary>
    /// <param name="noteId">Its id.</param>
    /// <param name="command">The note.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? ReadNew(string noteId, out AddNote command)
    {
        var observed = Timestamp ?? default;
        // As the database keeps it, so that the note read back is the note that was shown live.
        observed = observed.AddTicks(-(observed.Ticks % TimeSpan.TicksPerMicrosecond));
        var snapshot = TelemetrySnapshot is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : null;
        command = new(noteId, observed, Content ?? "", Speaker, Type ?? NoteType.Observation, TagsOf() ?? [], snapshot);
        return Timestamp is null ? ApiProblem.Invalid("timestamp", "'timestamp' is required.")
            : Content is null ? ApiProblem.Invalid("content", "'content' is required.")
            : TelemetrySnapshot is not (null or { ValueKind: JsonValueKind.Object or JsonValueKind.Null }) ? ApiProblem.Invalid("telemetry_snapshot", "'telemetry_snapshot' must be an object.")
            : Check(snapshot);
    }

    /// <summary>Reads it as a change.</summary>
    /// <param name="noteId">Of which note.</param>
    /// <param name="expected">The version that the client has seen, if that matters.</param>
    /// <param name="command">The change.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? ReadChange(string noteId, int? expected, out EditNote command)
    {
        command = new(noteId, Content, Speaker, Type, TagsOf(), expected);
        return Check(telemetrySnapshot: null);
    }

    private string[]? TagsOf() => Tags?.Select(tag => tag ?? "").ToArray();

    private ApiProblem? Check(string? telemetrySnapshot) => CheckTexts(Content, Speaker, Tags, telemetrySnapshot) is var (field, wrong) ? ApiProblem.Invalid(field, $"'{field}' {wrong}") : null;

    /// <summary>Looks whether a note may say this, however it comes.</summary>
    /// <param name="content">What was observed.</param>
    /// <param name="speaker">Who said it.</param>
    /// <param name="tags">Its labels.</param>
    /// <param name="telemetrySnapshot">A JSON object, as text.</param>
    /// <returns><see langword="null"/>, or which field is wrong, and why.</returns>
    public static (string Field, string Wrong)? CheckTexts(string? content, string? speaker, IReadOnlyList<string?>? tags, string? telemetrySnapshot) =>
        content is { Length: > MaxContent } ? ("content", $"must have at most {MaxContent} characters.")
        : speaker is { Length: > MaxSpeaker } ? ("speaker", $"must have at most {MaxSpeaker} characters.")
        : tags is { Count: > MaxTags } ? ("tags", $"must be at most {MaxTags}.")
        : tags?.Any(tag => tag is not { Length: > 0 and <= MaxTag }) == true ? ("tags", $"must each have 1 to {MaxTag} characters.")
        : telemetrySnapshot is not null && Encoding.UTF8.GetByteCount(telemetrySnapshot) > MaxSnapshotBytes ? ("telemetry_snapshot", "must have at most 64 KiB.")
        : null;
}
