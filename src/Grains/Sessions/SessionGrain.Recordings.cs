using MeetingIntel.Storage.Timeline;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Grains.Sessions;

/// <summary>
/// A session that was made for one recording is ended by the front-end that takes the recording in. When that front-end is lost, nobody would: from the beginning
/// on a reminder looks whether audio still gets its outcome.
/// </summary>
internal sealed partial class SessionGrain : IRemindable
{
    private const string RecordingReminder = "recording-unfinished";

    /// <summary>A recording of which nothing is heard for so long has nobody any more who brings it: a front-end that is there gives up within a minute.</summary>
    private static readonly TimeSpan RecordingPatience = TimeSpan.FromMinutes(5);

    private long? _recordingAcked;

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        if (_session is { } session && SessionRules.IsRecordingUnderWay(session))
        {
            var acked = session.Channels.Sum(channel => channel.AckedOffset);
            if (acked == _recordingAcked && await DecideAsync(current => new Decision(SessionRules.BreakOff(current), [], null)) is { Succeeded: true })
            {
                LogRecordingEnded(_id, acked);
            }

            _recordingAcked = acked;
        }

        if (_session is null || !SessionRules.IsRecordingUnderWay(_session))
        {
            await this.ForgetReminderAsync(RecordingReminder);
        }
    }

    /// <summary>Before the session is on record, somebody must be bound to end it, also when the front-end dies right after.</summary>
    private async Task<bool> ExpectRecordingAsync()
    {
        try
        {
            await this.RegisterOrUpdateReminder(RecordingReminder, RecordingPatience, RecordingPatience);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogRecordingNotExpected(_id, failure.Message, failure is JournalUnavailableException ? null : failure);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId}: nothing more came of its recording, so it was ended with what is on record, {Bytes} bytes of audio. Its front-end was lost; whoever sent it and got no answer has to send it again.")]
    private partial void LogRecordingEnded(string sessionId, long bytes);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} for a recording can't begin: its end could not be scheduled: {Reason} Check PostgreSQL; the caller is asked to try again.")]
    private partial void LogRecordingNotExpected(string sessionId, string reason, Exception? failure);
}
