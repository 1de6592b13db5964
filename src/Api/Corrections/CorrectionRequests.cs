using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Corrections;

namespace MeetingIntel.Api.Corrections;

/// <summary>What was said, or who said it, as somebody knows better.</summary>
internal sealed record CorrectionRequest : IClientInput
{
    /// <summary>What was said, 1 to 100,000 characters; absent: as it stands.</summary>
    public string? Text { get; init; }

    /// <summary>Who said it, 1 to 200 characters; absent: as it stands.</summary>
    public string? Speaker { get; init; }

    /// <summary>What is wrong with it, if anything is.</summary>
    public ApiProblem? Check() =>
        Text is not null && string.IsNullOrWhiteSpace(Text) ? Invalid("text", CorrectionErrors.EmptyText)
        : Text?.Trim().Length > CorrectionErrors.MaxText ? Invalid("text", CorrectionErrors.LongText)
        : Speaker is not null && !CorrectionErrors.IsName(Speaker.Trim()) ? Invalid("speaker", CorrectionErrors.BadSpeaker)
        : null;

    private static ApiProblem Invalid(string field, GrainError error) => ApiProblem.Invalid(field, error.Message, error.Code);
}

/// <summary>Another name for somebody who speaks.</summary>
internal sealed record RenameRequest : IClientInput
{
    /// <summary>The name that stands.</summary>
    public string? From { get; init; }

    /// <summary>The name from now on, 1 to 200 characters. One that somebody else has makes one of both.</summary>
    public string? To { get; init; }

    /// <summary>What is wrong with it, if anything is.</summary>
    public ApiProblem? Check() =>
        string.IsNullOrEmpty(From) ? ApiProblem.Invalid("from", "'from' is required.")
        : To is null ? ApiProblem.Invalid("to", "'to' is required.")
        : CorrectionErrors.IsName(To.Trim()) ? null
        : ApiProblem.Invalid("to", CorrectionErrors.BadSpeaker.Message, CorrectionErrors.BadSpeaker.Code);
}
