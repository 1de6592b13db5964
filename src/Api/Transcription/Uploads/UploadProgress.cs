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
