namespace MeetingIntel.Corrections;

/// <summary>What can go wrong with a correction, with its stable codes.</summary>
public static class CorrectionErrors
{
    /// <summary>Characters of a text: what search can look through.</summary>
    public const int MaxText = 100_000;

    /// <summary>Characters of a name.</summary>
    public const int MaxSpeaker = 200;

    /// <summary>Whether somebody can be called so.</summary>
    /// <param name="name">Without blanks around it.</param>
    public static bool IsName(string name) => name.Length is > 0 and <= MaxSpeaker && !name.Any(char.IsControl);

    /// <summary>Nothing of that id was said.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "segment.not-found", "There is no such segment in this session's transcript.");

    /// <summary>What was said can be said otherwise, but not be unsaid.</summary>
    public static GrainError EmptyText { get; } = new(GrainErrorKind.Validation, "segment.empty", "The text of a segment can't be empty.");

    /// <summary>Too much.</summary>
    public static GrainError LongText { get; } = new(GrainErrorKind.Validation, "segment.too-long", $"The text of a segment has at most {MaxText} characters.");

    /// <summary>No name, or none that can be shown on one line.</summary>
    public static GrainError BadSpeaker { get; } =
        new(GrainErrorKind.Validation, "speaker.bad-name", $"A speaker's name has 1 to {MaxSpeaker} characters, and no control characters.");

    /// <summary>Nobody of that name.</summary>
    public static GrainError UnknownSpeaker { get; } = new(GrainErrorKind.NotFound, "speaker.not-found", "Nobody of this name speaks in this session.");

    /// <summary>Somebody else was faster.</summary>
    /// <param name="version">The version that stands.</param>
    public static GrainError Outdated(int version) =>
        new(GrainErrorKind.Outdated, "segment.outdated", $"The segment has changed since it was read: it is at version {version} now. Read it again.");
}
