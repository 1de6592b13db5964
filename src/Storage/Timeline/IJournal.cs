using MeetingIntel.Timeline;

namespace MeetingIntel.Storage.Timeline;

/// <summary>
/// The truth: every session's events, and in the same transaction the query tables that follow from them. A session's grain is its only writer;
/// whoever only reads takes <see cref="IJournalReads"/>.
/// </summary>
public interface IJournal : IJournalReads
{
    /// <summary>Appends to one session. Returns after the commit (fsync on); appends of many sessions share a transaction, but fail alone.</summary>
    /// <param name="append">What to append.</param>
    /// <param name="cancellationToken">Gives up before the append was taken up; from then on its outcome is always told.</param>
    /// <returns>Whether it is committed, or fenced by somebody who wrote before.</returns>
    /// <exception cref="JournalUnavailableException">The database is away or too slow, or the outcome can't be known: the caller must read its state back.</exception>
    Task<JournalOutcome> AppendAsync(JournalAppend append, CancellationToken cancellationToken);
}

/// <summary>Consecutive events of one session, and how far they take its audio channels.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="OrgId">The organisation for which it is written; fenced unless the session is its own.</param>
/// <param name="Events">In order, numbered from the session's last event on; may be empty when only <paramref name="Advances"/> matter.</param>
/// <param name="Advances">Audio whose outcome this append commits.</param>
/// <param name="Actor">Who asked for it, for the audit: kind and id with a colon between; <see langword="null"/>: the server itself.</param>
/// <param name="RequestId">The request that asked for it, if any.</param>
/// <param name="Importing">A session that it creates is read in from a file: nobody sees it before <see cref="MeetingIntel.Storage.Sessions.ISessionImports.CompleteAsync"/>.</param>
public sealed record JournalAppend(
    string SessionId,
    string OrgId,
    IReadOnlyList<SessionEvent> Events,
    IReadOnlyList<ChannelAdvance> Advances,
    string? Actor = null,
    string? RequestId = null,
    bool Importing = false);

/// <summary>Moves a channel's acknowledged offset; fenced unless the channel stands exactly at <paramref name="FromOffset"/>.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="FromOffset">Where it must stand, bytes.</param>
/// <param name="ToOffset">Where it stands afterwards, bytes.</param>
/// <param name="ToTime">Seconds on the channel's audio clock that <paramref name="ToOffset"/> stands for.</param>
public sealed record ChannelAdvance(string Channel, long FromOffset, long ToOffset, double ToTime);

/// <summary>What became of an append.</summary>
public enum JournalOutcome
{
    /// <summary>It is on disk.</summary>
    Committed,

    /// <summary>Nothing was written: another activation wrote that sequence number, or moved that channel, before.</summary>
    Fenced,
}

/// <summary>The journal can't be written or read now.</summary>
/// <param name="message">What to do about it, for operators.</param>
/// <param name="inner">The database's own exception.</param>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
