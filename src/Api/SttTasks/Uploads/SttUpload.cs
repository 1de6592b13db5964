using MeetingIntel.Providers.Media;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary>Audio that came with its task, open to be read.</summary>
/// <param name="Audio">The audio; <see langword="null"/>: what came can't be heard.</param>
/// <param name="Unheard">Why not, for people.</param>
/// <param name="AudioChunkId">The client's own name for it.</param>
/// <param name="DurationSeconds">How long it is, as the client says; else as the file says.</param>
/// <param name="Model">What the client wants it transcribed by.</param>
internal sealed record SttUpload(IDecodedAudio? Audio, string? Unheard, string AudioChunkId, double? DurationSeconds, string Model) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Audio?.DisposeAsync() ?? ValueTask.CompletedTask;
}
