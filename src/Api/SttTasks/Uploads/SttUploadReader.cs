using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Transcription.Uploads;
using MeetingIntel.Providers.Media;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary>Reads ASTRA's form: audio, and what is said of it before or behind.</summary>
internal sealed class SttUploadReader(IMediaDecoder decoder, UploadIntake intake, TimeProvider time)
{
    private const string ChunkId = "audio_chunk_id";
    private const string Duration = "duration_seconds";
    private const string Model = "model";

    private static readonly string[] Fields = [ChunkId, Duration, Model];

    private static readonly ApiProblem NoForm = ApiProblem.Invalid("file", "The body must be multipart/form-data with the audio as a part with the name 'file'.");

    private static readonly ApiProblem BadModel = new(StatusCodes.Status400BadRequest, "stt-task.bad-model", $"'model' must be one of {string.Join(", ", Models)}.");

    /// <summary>What ASTRA's clients may ask for; the first is what those get that don't ask.</summary>
    public static IReadOnlyList<string> Models => ["gpt-4o-mini-transcribe", "gpt-4o-transcribe", "gpt-4o-transcribe-diarize"];

    /// <summary>Reads a request.</summary>
    /// <param name="context">The request.</param>
    /// <returns>The audio, also such that can't be heard; or what is wrong with the request.</returns>
    /// <exception cref="MediaException">The file is too large, or nobody can decode here now.</exception>
    /// <exception cref="ProblemException">The form is broken.</exception>
    public async Task<(SttUpload? Upload, ApiProblem? Problem)> ReadAsync(HttpContext context)
    {
        (IDecodedAudio? Audio, string? Unheard) audio = default;
        SttUpload? upload = null;
        try
        {
            var problem = await intake.TakeInAsync(context, async cancellationToken =>
            {
                if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type) || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
                {
                    return NoForm;
                }

                var fields = await UploadForm.ReadAllAsync(
                    context.Request, type, Fields, async file => audio = await OpenAsync(file, cancellationToken), cancellationToken);
                return Read(fields, audio, out upload);
            });
            return (upload, problem);
        }
        finally
        {
            if (upload is null && audio.Audio is { } unused)
            {
                await unused.DisposeAsync();
            }
        }
    }

    /// <summary>ASTRA's clients wait for a task, whatever came of it: that a chunk can't be heard is its outcome.</summary>
    private async Task<(IDecodedAudio? Audio, string? Unheard)> OpenAsync(Stream file, CancellationToken cancellationToken)
    {
        try
        {
            return (await decoder.OpenAsync(file, cancellationToken), null);
        }
        catch (MediaException failure) when (failure.Code is MediaErrors.Empty or MediaErrors.Truncated or MediaErrors.NotAudio or MediaErrors.Damaged)
        {
            return (null, failure.Message);
        }
    }

    private ApiProblem? Read(IReadOnlyDictionary<string, string> fields, (IDecodedAudio? Audio, string? Unheard) audio, out SttUpload? upload)
    {
        upload = null;
        var model = Given(Model) ?? Models[0];
        if (!Models.Contains(model, StringComparer.Ordinal))
        {
            return BadModel;
        }

        var chunk = Given(ChunkId) ?? string.Create(CultureInfo.InvariantCulture, $"chunk_{time.GetUtcNow().ToUnixTimeMilliseconds()}");
        if (chunk.Any(char.IsControl))
        {
            return ApiProblem.Invalid(ChunkId, $"'{ChunkId}' must not hold control characters.");
        }

        // What is no number is refused as one that makes no sense.
        double? seconds = Given(Duration) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
            : double.NaN;
        if (new RegisterSttTaskRequest { AudioChunkId = chunk, DurationSeconds = seconds }.Check() is { } problem)
        {
            return problem;
        }

        upload = new SttUpload(audio.Audio, audio.Unheard, chunk, seconds ?? (audio.Audio?.Duration is { } duration ? Math.Round(duration.TotalSeconds, 3) : null), model);
        return null;

        string? Given(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
    }
}
