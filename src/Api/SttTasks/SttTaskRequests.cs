using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Timeline;
using MeetingIntel.SttTasks;
using Microsoft.AspNetCore.Mvc;

namespace MeetingIntel.Api.SttTasks;

/// <summary>ASTRA's way to register audio.</summary>
internal sealed record RegisterSttTaskRequest : IClientInput
{
    private const int MaxChunkId = 200;
    private const double MaxSeconds = 24 * 60 * 60;

    /// <summary>The client's own name for the audio, 1 to 200 characters; required, need not be unique.</summary>
    public string? AudioChunkId { get; init; }

    /// <summary>How long the audio is, at most a day.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>What is wrong, if anything.</summary>
    public ApiProblem? Check() =>
        AudioChunkId is null ? ApiProblem.Invalid("audio_chunk_id", "'audio_chunk_id' is required.")
        : AudioChunkId.Length is 0 or > MaxChunkId ? ApiProblem.Invalid("audio_chunk_id", $"'audio_chunk_id' must have 1 to {MaxChunkId} characters.")
        : DurationSeconds is not (null or (>= 0 and <= MaxSeconds)) ? ApiProblem.Invalid("duration_seconds", "'duration_seconds' must be a number from 0 to 86400.")
        : null;
}

/// <summary>ASTRA's way to say what came of a task.</summary>
internal sealed record SettleSttTaskRequest : IClientInput
{
    private const int MaxText = 100_000;
    private const int MaxError = 2_000;

    /// <summary><c>done</c> or <c>failed</c>; required.</summary>
    public SttTaskStatus? Status { get; init; }

    /// <summary>What was said, at most 100,000 characters.</summary>
    public string? Transcript { get; init; }

    /// <summary>Why it failed; of a longer text the first 2,000 characters are kept: a failure is a failure, however much is said of it.</summary>
    public string? Error { get; init; }

    /// <summary>Reads it.</summary>
    /// <param name="taskId">Of which task.</param>
    /// <param name="command">The outcome.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(string taskId, out SettleSttTask command)
    {
        command = new(taskId, Status ?? SttTaskStatus.Pending, Transcript, Error is { Length: > MaxError } ? Cut(Error) : Error);
        return Status is null ? ApiProblem.Invalid("status", "'status' must be done or failed.")
            : Transcript is { Length: > MaxText } ? ApiProblem.Invalid("transcript", $"'transcript' must have at most {MaxText} characters.")
            : null;
    }

    /// <summary>Not through the middle of a character.</summary>
    private static string Cut(string text) => text[..(char.IsHighSurrogate(text[MaxError - 1]) ? MaxError - 1 : MaxError)];
}

/// <summary>What may stand in the query of a list of tasks.</summary>
internal sealed record SttTaskListQuery
{
    private const int MaxLimit = 1000;

    [FromQuery(Name = "limit"), Description("At most so many, up to 1000. Without it all are given: ASTRA's clients know no pages."), Range(1, MaxLimit)]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("For the next page: the header X-Next-Cursor of the page before.")]
    public string? Cursor { get; init; }

    /// <summary>Reads the query.</summary>
    /// <param name="before">The event before which the page's tasks were created.</param>
    /// <param name="limit">How many; <see langword="null"/>: all that follow.</param>
    /// <returns><see langword="null"/>, or what is wrong.</returns>
    public ApiProblem? Read(out long? before, out int? limit)
    {
        limit = null;
        if (!QueryNumber.TryRead(Cursor, 1, long.MaxValue, out before))
        {
            return ApiProblem.Invalid("cursor", "The cursor is not one that a page of tasks gave.", "stt-task.bad-cursor");
        }

        if (QueryNumber.Read(Limit, 1, MaxLimit, MaxLimit) is not { } count)
        {
            return ApiProblem.Invalid("limit", $"'limit' must be a number from 1 to {MaxLimit}.");
        }

        limit = Limit is null ? null : (int)count;
        return null;
    }
}
