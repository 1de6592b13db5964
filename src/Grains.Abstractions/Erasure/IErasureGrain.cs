namespace MeetingIntel.Erasure;

/// <summary>Erases one session for good. Key: the session's id. Once begun it goes on until nothing is left, whichever process has died meanwhile.</summary>
[Alias("mi.IErasureGrain")]
public interface IErasureGrain : IGrainWithStringKey
{
    /// <summary>Begins: from its answer on nobody finds the session any more. What it held goes after that, piece by piece.</summary>
    /// <param name="command">Who wants it, and why.</param>
    /// <returns>The receipt as it stands; or <c>session.not-found</c>. The same again returns the same receipt.</returns>
    [Alias("EraseAsync")]
    Task<GrainResult<ErasureReceipt>> EraseAsync(EraseSession command);
}
