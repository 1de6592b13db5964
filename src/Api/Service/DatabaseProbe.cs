using MeetingIntel.Storage.Sessions;

namespace MeetingIntel.Api.Service;

/// <summary>Whether the database answers. Everybody may have it asked, so it is asked at most once a second, and never twice at once.</summary>
internal sealed class DatabaseProbe(ISessionReads sessions, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task _answer = Task.CompletedTask;
    private long? _askedAt;

    /// <summary>Asks, or tells what it answered less than a second ago; throws what asking throws.</summary>
    /// <param name="cancellationToken">Whoever wants to know has gone; others may wait for the same answer.</param>
    public Task AskAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_askedAt is not { } asked || (_answer.IsCompleted && time.GetElapsedTime(asked) >= Fresh))
            {
                _askedAt = time.GetTimestamp();
                _answer = sessions.FindOwnerAsync(ServiceEndpoints.NoSession, CancellationToken.None);
            }

            return _answer.WaitAsync(cancellationToken);
        }
    }
}
