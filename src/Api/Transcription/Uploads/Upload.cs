using MeetingIntel.Providers.Media;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>A recording that a client sent, open to be read.</summary>
/// <param name="Audio">Its audio.</param>
/// <param name="SessionId">The session that it goes into, which the caller may see; <see langword="null"/>: one of its own.</param>
/// <param name="SessionName">The name of a session of its own.</param>
/// <param name="Format">What comes and where it belongs.</param>
internal sealed record Upload(IDecodedAudio Audio, string? SessionId, string SessionName, AudioFormat Format) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Audio.DisposeAsync();
}

/// <summary>What came of reading a request: an upload, or what is wrong with it.</summary>
/// <param name="Upload">The upload.</param>
/// <param name="Problem">The problem.</param>
internal readonly record struct UploadReading(Upload? Upload, Errors.ApiProblem? Problem)
{
    /// <summary>A problem.</summary>
    /// <param name="problem">What is wrong.</param>
    public static implicit operator UploadReading(Errors.ApiProblem problem) => new(null, problem);

    /// <summary>An upload.</summary>
    /// <param name="upload">The upload.</param>
    public static implicit operator UploadReading(Upload upload) => new(upload, null);
}
