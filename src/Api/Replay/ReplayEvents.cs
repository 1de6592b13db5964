using MeetingIntel.Api.Live;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Replay;

/// <summary>The events of a session in order, page by page. Where the server's clock was set back, an event counts as one of the moment of the one before.</summary>
/// <param name="journal">Where they are.</param>
/// <param name="orgId">The organisation for which they are read.</param>
/// <param name="sessionId">The session.</param>
/// <param name="types">Names of events; <see langword="null"/>: all.</param>
internal sealed class ReplayEvents(IJournalReads journal, string orgId, string sessionId, IReadOnlyList<string>? types)
{
    private const int Page = 256;

    private readonly Queue<ReplayItem> _read = new();
    private long _last;
    private DateTimeOffset _latest;
    private bool _isOver;

    /// <summary>Goes to a place.</summary>
    /// <param name="after">The newest event that the client has.</param>
    /// <param name="at">When it was.</param>
    public void GoTo(long after, DateTimeOffset at)
    {
        _read.Clear();
        (_last, _latest, _isOver) = (after, at, false);
    }

    /// <summary>Looks again for events behind the last one.</summary>
    public void LookAgain() => _isOver = false;

    /// <summary>The next event, which stays the next one until it is taken.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>: there is none yet.</returns>
    public async ValueTask<ReplayItem?> PeekAsync(CancellationToken cancellationToken)
    {
        if (_read.Count == 0 && !_isOver)
        {
            foreach (var item in await ReadAsync(cancellationToken))
            {
                _latest = item.At > _latest ? item.At : _latest;
                _last = item.Seq;
                _read.Enqueue(new ReplayItem(new EventMessage(sessionId, item), _latest, item.Seq));
            }

            _isOver = _read.Count == 0;
        }

        return _read.TryPeek(out var next) ? next : null;
    }

    /// <summary>Takes the next event.</summary>
    public void Take() => _read.Dequeue();

    private async Task<IReadOnlyList<SessionEvent>> ReadAsync(CancellationToken cancellationToken) => types switch
    {
        null => await journal.ReadAsync(orgId, sessionId, _last, Page, cancellationToken),
        { Count: 0 } => [],
        _ => await journal.ReadAsync(orgId, sessionId, types, _last, Page, cancellationToken),
    };
}
