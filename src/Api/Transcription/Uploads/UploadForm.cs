using System.Text;
using MeetingIntel.Api.Errors;
using MeetingIntel.Providers;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Finds the recording in a multipart form. What is wrong with the form is the client's fault, whoever reads it when it shows.</summary>
internal static class UploadForm
{
    private const int MaxBoundary = 200;

    /// <summary>Longest field other than the recording, bytes.</summary>
    private const int MaxField = 1024;

    /// <summary>What else a form may say, as the query may.</summary>
    private static readonly string[] Known = ["session_id", "channel", "speaker", "name"];

    private static readonly ApiProblem NoBoundary = Bad("The content type multipart/form-data must say its boundary, of at most 200 characters.");
    private static readonly ApiProblem BreaksOff = Bad("The form breaks off: its last boundary never came.");
    private static readonly ApiProblem Unreadable = Bad("The form can't be read: the header of a part is too long or malformed.");
    private static readonly ApiProblem NoFile = ApiProblem.Invalid("file", "The form must hold the recording as a part with the name 'file'.");

    /// <summary>Reads up to the recording. Fields that come behind it are not seen.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its content type.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ProblemException">The form is broken, or holds no recording.</exception>
    public static async Task<FormFile> FindFileAsync(HttpRequest request, MediaTypeHeaderValue type, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = Open(request, type);
        return await NextAsync(form, Known, fields, cancellationToken) is { } file ? new FormFile(file.Name, file.Content, fields) : throw new ProblemException(NoFile);
    }

    /// <summary>Reads all of a form, also what comes behind the recording.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">Its content type.</param>
    /// <param name="known">The names of the fields that count.</param>
    /// <param name="takeInAsync">Reads the recording, which is of no use later.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The fields.</returns>
    /// <exception cref="ProblemException">The form is broken, or holds no recording.</exception>
    public static async Task<IReadOnlyDictionary<string, string>> ReadAllAsync(
        HttpRequest request, MediaTypeHeaderValue type, string[] known, Func<Stream, Task> takeInAsync, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = Open(request, type);
        var found = false;
        while (await NextAsync(form, known, fields, cancellationToken) is { } file)
        {
            if (!found)
            {
                found = true;
                await takeInAsync(file.Content);
            }
        }

        return found ? fields : throw new ProblemException(NoFile);
    }

    private static MultipartReader Open(HttpRequest request, MediaTypeHeaderValue type)
    {
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is not (0 or > MaxBoundary) ? new MultipartReader(boundary, request.Body) : throw new ProblemException(NoBoundary);
    }

    /// <summary>Reads up to the next part that is a recording.</summary>
    private static async Task<(string Name, Stream Content)?> NextAsync(MultipartReader form, string[] known, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        while (await ReadAsync(() => form.ReadNextSectionAsync(cancellationToken)) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } part)
            {
                continue;
            }

            var name = HeaderUtilities.RemoveQuotes(part.Name).ToString();
            if (string.Equals(name, "file", StringComparison.Ordinal))
            {
                return ((part.FileNameStar.HasValue ? part.FileNameStar : HeaderUtilities.RemoveQuotes(part.FileName)).ToString(), new PartStream(section.Body));
            }

            if (known.Contains(name, StringComparer.Ordinal))
            {
                fields[name] = await ReadFieldAsync(name, section.Body, cancellationToken);
            }
        }

        return null;
    }

    private static async Task<string> ReadFieldAsync(string name, Stream part, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxField + 1];
        var length = await ReadAsync(() => part.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).AsTask());
        return length <= MaxField ? Encoding.UTF8.GetString(buffer, 0, length) : throw new ProblemException(ApiProblem.Invalid(name, $"'{name}' has at most {MaxField} bytes."));
    }

    /// <summary>Reads of a form. A connection that broke, and a body beyond the limit, are IOExceptions as well, and none of the form's.</summary>
    private static async Task<T> ReadAsync<T>(Func<Task<T>> readAsync)
    {
        try
        {
            return await readAsync();
        }
        catch (IOException exception) when (exception is not (BadHttpRequestException or ConnectionResetException))
        {
            throw new ProblemException(BreaksOff, exception);
        }
        catch (InvalidDataException exception)
        {
            throw new ProblemException(Unreadable, exception);
        }
    }

    private static ApiProblem Bad(string detail) => new(StatusCodes.Status400BadRequest, "request.bad-form", detail);

    /// <summary>A part that says what is wrong with its form while somebody else reads it.</summary>
    private sealed class PartStream(Stream part) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await UploadForm.ReadAsync(() => part.ReadAsync(buffer, cancellationToken).AsTask());
    }
}

/// <summary>A recording in a form.</summary>
/// <param name="Name">The file's name as the client sent it; may be empty.</param>
/// <param name="Content">Its bytes, to be read once.</param>
/// <param name="Fields">What the form says before it, of <c>session_id</c>, <c>channel</c>, <c>speaker</c>, <c>name</c>.</param>
internal sealed record FormFile(string Name, Stream Content, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>What the form says; else what the query does.</summary>
    /// <param name="query">The query.</param>
    public UploadQuery Or(UploadQuery query) => query with
    {
        SessionId = Fields.GetValueOrDefault("session_id") ?? query.SessionId,
        Channel = Fields.GetValueOrDefault("channel") ?? query.Channel,
        Speaker = Fields.GetValueOrDefault("speaker") ?? query.Speaker,
        Name = Fields.GetValueOrDefault("name") ?? query.Name,
    };
}
