using MeetingIntel.Api.Live;

namespace MeetingIntel.Api.Transcription.Uploads;

/// <summary>Hears how far an upload is. Calls come from more than one place at a time and must not wait.</summary>
internal abstract class UploadProgress
{
    /// <summary>Tells nobody.</summary>
    public static UploadProgress Untold { get; } = new Silent();

    /// <summary>The session is known.</summary>
    /// <param name="sessionId">The session.</param>
    public abstract void Session(string sessionId);

    /// <summary>How far a stage is.</summary>
    /// <param name="stage"><c>decode</c> or <c>transcribe</c>.</param>
    /// <param name="done">0…1.</param>
    public abstract void Stage(string stage, double done);

    /// <summary>Something happened in the session, after the channel was opened. Called from one place, which waits.</summary>
    /// <param name="message">What.</param>
    /// <param name="start">Where the recording begins, seconds on the channel's own audio clock.</param>
    public virtual ValueTask SeeAsync(FeedMessage message, double start) => ValueTask.CompletedTask;

    private sealed class Silent : UploadProgress
    {
        public override void Session(string sessionId)
        {
        }

        public override void Stage(string stage, double done)
        {
        }
    }
}
