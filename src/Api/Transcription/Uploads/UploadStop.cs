using MeetingIntel.Api.Service;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>
/// What becomes of recordings when the server leaves: one that is being transcribed would hold it up for as long as it may take, and be cut then. So none is taken
/// from the beginning of the drain, and at its end those under way are given up while all that they need is still there.
/// </summary>
internal sealed class UploadStop(Readiness readiness, IHostApplicationLifetime lifetime)
{
    /// <summary>What their senders are told.</summary>
    public static GrainError Error { get; } =
        new(GrainErrorKind.Unavailable, "server.stopping", "The server is stopping; send the recording again in a moment. What was on record by then stays.");

    /// <summary>Whether no more recordings are taken.</summary>
    public bool IsNear => readiness.IsDraining || lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Makes work on a recording end when its sender goes, and when the server stops.</summary>
    /// <param name="gone">The sender has gone.</param>
    public CancellationTokenSource Link(CancellationToken gone) => CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);

    /// <summary>Whether work that failed did so because the server stops, with somebody there to be told.</summary>
    /// <param name="gone">The sender has gone.</param>
    public bool HasEnded(CancellationToken gone) => lifetime.ApplicationStopping.IsCancellationRequested && !gone.IsCancellationRequested;
}
