using System.Collections.Concurrent;

namespace MeetingIntel.Api.SttTasks.Uploads;

/// <summary>
/// Which of a session's channels uploads are on: one after the other they share one, so that a session of a thousand chunks has no thousand channels, and those that
/// come at the same time don't meet on it.
/// </summary>
internal sealed class SttUploadChannels
{
    /// <summary>Uploads of one session that may be transcribed here at the same time. ASTRA's client sends one after the other.</summary>
    public const int MaxPerSession = 4;

    private readonly ConcurrentDictionary<(string Session, int Number), byte> _taken = new();

    /// <summary>Takes a channel.</summary>
    /// <param name="sessionId">The session.</param>
    /// <returns>The channel until it is disposed of; <see langword="null"/> when all are taken.</returns>
    public Lease? Take(string sessionId)
    {
        for (var number = 1; number <= MaxPerSession; number++)
        {
            if (_taken.TryAdd((sessionId, number), 0))
            {
                return new Lease(this, sessionId, number);
            }
        }

        return null;
    }

    /// <summary>A channel that is taken.</summary>
    internal sealed class Lease(SttUploadChannels channels, string sessionId, int number) : IDisposable
    {
        /// <summary>Its name.</summary>
        public string Channel => $"stt-upload-{number}";

        /// <inheritdoc/>
        public void Dispose() => channels._taken.TryRemove((sessionId, number), out _);
    }
}
