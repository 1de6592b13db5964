namespace MeetingIntel.Storage.Timeline;

/// <summary>Appends that share a transaction; a heavy one has it for itself. Within it, the appends of one session follow on from each other.</summary>
internal sealed class JournalBatch(int maxAppends, int maxBytes)
{
    private readonly Dictionary<string, long> _lastSeq = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _org = new(StringComparer.Ordinal);
    private readonly Dictionary<(string SessionId, string Channel), long> _offset = [];
    private long _bytes;

    /// <summary>The appends, in the order in which they were handed in.</summary>
    public List<PendingAppend> Appends { get; } = [];

    /// <summary>Adds an append when there is room and when it continues what the batch holds of its session.</summary>
    /// <param name="pending">The append.</param>
    /// <returns><see langword="false"/> when it belongs into the next batch, where the database decides about it.</returns>
    public bool TryAdd(PendingAppend pending)
    {
        if (Appends.Count > 0 && (pending.IsHeavy || Appends[0].IsHeavy || Appends.Count >= maxAppends || _bytes + pending.Bytes > maxBytes || !Continues(pending.Append)))
            return false;

        Appends.Add(pending);
        _bytes += pending.Bytes;
        var append = pending.Append;
        _org[append.SessionId] = append.OrgId;
        if (append.Events.Count > 0)
            _lastSeq[append.SessionId] = append.Events[^1].Seq;
        foreach (var advance in append.Advances)
            _offset[(append.SessionId, advance.Channel)] = advance.ToOffset;
        return true;
    }

    private bool Continues(JournalAppend append)
    {
        if (_org.TryGetValue(append.SessionId, out var org) && !string.Equals(org, append.OrgId, StringComparison.Ordinal))
            return false;

        if (append.Events.Count > 0 && _lastSeq.TryGetValue(append.SessionId, out var lastSeq) && append.Events[0].Seq != lastSeq + 1)
            return false;

        foreach (var advance in append.Advances)
        {
            if (_offset.TryGetValue((append.SessionId, advance.Channel), out var offset) && offset != advance.FromOffset)
                return false;
        }

        return true;
    }
}
