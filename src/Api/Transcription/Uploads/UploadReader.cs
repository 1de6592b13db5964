using System.Globalization;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Hosting;
using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Json;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Providers.Media;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Reads a recording out of a request, whichever way it was put there. Access is checked before the first byte of it is taken in.</summary>
internal sealed class UploadReader(SessionAccess access, IMediaDecoder decoder, UploadIntake intake)
{
    private static readonly ApiProblem NoAudio = new(
        StatusCodes.Status400BadRequest,
        "audio.empty",
        "'audio' is missing or empty; it must hold base64 of 16-bit PCM or of a WAV file.");

    /// <summary>Reads a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="query">What stands beside the recording.</param>
    /// <param name="caller">Who sent it.</param>
    /// <exception cref="MediaException">The file is no audio, or too large.</exception>
    /// <exception cref="ProblemException">The form that holds it is broken.</exception>
    public async Task<UploadReading> ReadAsync(HttpContext context, UploadQuery query, Caller caller)
    {
        UploadReading read = default;
        return await intake.TakeInAsync(context, async cancellationToken => (read = await ReadAnyAsync(context, query, caller, cancellationToken)).Problem) is { } problem ? problem : read;
    }

    private async Task<UploadReading> ReadAnyAsync(HttpContext context, UploadQuery query, Caller caller, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.HasJsonContentType())
        {
            return await ReadJsonAsync(context, query, caller, cancellationToken);
        }

        var form = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? await UploadForm.FindFileAsync(request, type, cancellationToken)
            : null;
        var given = form?.Or(query) ?? query;
        var aim = await AimAsync(caller, given.SessionId, given.Channel, given.Speaker, sampleRate: null, cancellationToken);
        return aim.Problem is not null
            ? aim.Problem
            : await DecodeAsync(form?.Content ?? request.Body, aim, NameOf(given, form?.Name ?? query.FileName), cancellationToken);
    }

    private async Task<UploadReading> ReadJsonAsync(HttpContext context, UploadQuery query, Caller caller, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = RequestLimits.AudioJson;
        }

        var json = await ReadBodyAsync(context, cancellationToken);
        if (json is null)
        {
            return ApiProblem.Invalid("body", "The body must be a JSON object.");
        }

        var aim = await AimAsync(caller, json.SessionId ?? query.SessionId, json.Channel ?? query.Channel, json.Speaker ?? query.Speaker, json.SampleRate, cancellationToken);
        if (aim.Problem is not null)
        {
            return aim.Problem;
        }

        if (string.IsNullOrEmpty(json.Base64))
        {
            return NoAudio;
        }

        var bytes = new byte[json.Base64.Length / 4 * 3];
        if (!Convert.TryFromBase64String(json.Base64, bytes, out var length))
        {
            return ApiProblem.Invalid("audio", "'audio' must be base64.", "audio.not-base64");
        }

        if (bytes.AsSpan(0, length).StartsWith("RIFF"u8))
        {
            using var file = new MemoryStream(bytes, 0, length);
            return await DecodeAsync(file, aim, NameOf(query, null), cancellationToken);
        }

        return length switch
        {
            0 => NoAudio,
            _ when length % 2 != 0 => ApiProblem.From(AudioErrors.Misaligned),
            _ => new Upload(new PcmAudio(bytes.AsMemory(0, length), aim.Format!.SampleRate), aim.SessionId, NameOf(query, null), aim.Format),
        };
    }

    private static async Task<AudioJsonRequest?> ReadBodyAsync(HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync<AudioJsonRequest>(ApiJson.Options, cancellationToken);
        }
        catch (System.Text.Json.JsonException exception)
        {
            throw new BadHttpRequestException("The body is not JSON of the shape that this path takes.", exception);
        }
    }

    private async Task<UploadReading> DecodeAsync(Stream file, Aim aim, string name, CancellationToken cancellationToken)
    {
        var audio = await decoder.OpenAsync(file, cancellationToken);
        return new Upload(audio, aim.SessionId, name, aim.Format! with { SampleRate = audio.SampleRate, Channels = audio.Channels });
    }

    /// <summary>Checks where the audio is to go.</summary>
    private async Task<Aim> AimAsync(Caller caller, string? sessionId, string? channel, string? speaker, int? sampleRate, CancellationToken cancellationToken)
    {
        // Two files in one session must not meet on one channel.
        channel = string.IsNullOrEmpty(channel) ? $"upload-{Guid.NewGuid().ToString("N")[..8]}" : channel;
        var format = AudioFormat.Create(channel, speaker, encoding: null, sampleRate?.ToString(CultureInfo.InvariantCulture), channels: null);
        if (!format.Succeeded)
        {
            return new(null, null, ApiProblem.From(format.Error));
        }

        if (string.IsNullOrEmpty(sessionId))
        {
            // It gets a session of its own, which is more than sending audio.
            return new(format.Value, null, AccessErrors.Missing(caller, Permissions.WriteSessions) is { } missing ? ApiProblem.From(missing) : null);
        }

        var refusal = await access.CheckAsync(caller, sessionId, SessionUse.Use, cancellationToken);
        return new(format.Value, sessionId, refusal is null ? null : ApiProblem.From(refusal));
    }

    /// <summary>What a session of the recording's own is called: as the client says, or as the file is.</summary>
    private static string NameOf(UploadQuery query, string? fileName)
    {
        var name = query.Name is { Length: > 0 } given ? given : Path.GetFileNameWithoutExtension(Uri.UnescapeDataString(fileName ?? "").Replace('\\', '/'));
        name = SessionName.Of(name);
        return name.Length > 0 ? name : "Recording";
    }

    private sealed record Aim(AudioFormat? Format, string? SessionId, ApiProblem? Problem);
}
