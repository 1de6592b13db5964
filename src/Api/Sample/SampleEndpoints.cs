using System.ComponentModel;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Identity;
using MeetingIntel.Providers.Tts.SampleMeeting;

namespace MeetingIntel.Api.Sample;

/// <summary>The sample meeting: real audio to try everything with.</summary>
internal static class SampleEndpoints
{
    private static readonly ApiProblem NotWritable = new(
        StatusCodes.Status503ServiceUnavailable,
        "sample.not-writable",
        "The sample meeting can't be made: the server can't write to its data directory (setting DATA_DIRECTORY). Its log says more.");

    /// <summary>Maps the paths.</summary>
    /// <param name="api">The group of the whole API.</param>
    public static void MapSample(this IEndpointRouteBuilder api)
    {
        var sample = api.MapGroup("/sample").WithTags("sample").Requires(Permissions.None);
        sample.MapGet("", GetAsync).WithSummary("Describes the sample meeting; its audio is made on first use");
        sample.MapGet("/{channel}.wav", GetAudioAsync).WithSummary("Reads one speaker's audio").Produces<Stream>(contentType: "audio/wav");
    }

    private static async Task<SampleResponse> GetAsync(ISampleMeeting meeting, CancellationToken cancellationToken)
    {
        var audio = await OpenAsync(meeting, cancellationToken);
        var channels = audio.Channels.Select(channel => new SampleChannel(channel.Channel, channel.Speaker, $"/api/sample/{Uri.EscapeDataString(channel.Channel)}.wav", channel.Bytes));
        return new SampleResponse(audio.Title, Math.Round(audio.Duration.TotalSeconds, 3), [.. channels]);
    }

    private static async Task<IResult> GetAudioAsync([Description("One of the sample meeting's channels.")] string channel, ISampleMeeting meeting, CancellationToken cancellationToken)
    {
        var audio = await OpenAsync(meeting, cancellationToken);
        return audio.Channels.FirstOrDefault(known => string.Equals(known.Channel, channel, StringComparison.Ordinal)) is { } found
            ? TypedResults.PhysicalFile(found.WavPath, "audio/wav", enableRangeProcessing: true)
            : new ApiProblem(StatusCodes.Status404NotFound, "sample.no-such-channel", "The sample meeting has no such channel.");
    }

    /// <summary>A folder that can't be written is the operator's to mend: the log names it, the answer does not.</summary>
    private static async Task<SampleMeetingAudio> OpenAsync(ISampleMeeting meeting, CancellationToken cancellationToken)
    {
        try
        {
            return await meeting.GetAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ProblemException(NotWritable, exception);
        }
    }
}

/// <summary>The sample meeting.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Channels">One for each speaker.</param>
internal sealed record SampleResponse(string Title, double Duration, IReadOnlyList<SampleChannel> Channels);

/// <summary>One speaker of the sample meeting.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Speaker">Who speaks on it.</param>
/// <param name="Url">Where its WAV file is.</param>
/// <param name="Bytes">Length of the file.</param>
internal sealed record SampleChannel(string Channel, string Speaker, string Url, long Bytes);
