using System.Collections.Immutable;
using System.Globalization;
using MeetingIntel.Identity;

namespace MeetingIntel.Grains.Identity;

/// <summary>What a caller has on one front-end.</summary>
/// <param name="Count">How many connections.</param>
/// <param name="Number">Of the message that told so.</param>
internal readonly record struct HeldConnections(int Count, long Number);

/// <summary>What one front-end has of an organisation.</summary>
/// <param name="Callers">By caller.</param>
internal sealed record FrontEndConnections(ImmutableDictionary<string, HeldConnections> Callers)
{
    /// <summary>Nothing.</summary>
    public static FrontEndConnections None { get; } = new(ImmutableDictionary.Create<string, HeldConnections>(StringComparer.Ordinal));

    /// <summary>Of all callers together.</summary>
    public int Total { get; } = Callers.Values.Sum(held => held.Count);

    /// <summary>What somebody has here.</summary>
    /// <param name="caller">Who.</param>
    public HeldConnections Of(string caller) => Callers.GetValueOrDefault(caller);
}

/// <summary>Who may connect once more. A front-end tells how many connections it has, never that there is one more or less: a message that is lost, or comes late, does no lasting harm.</summary>
internal static class ConnectionQuotaRules
{
    /// <summary>The code of a refusal.</summary>
    public const string TooMany = "limit.connections";

    /// <summary>Decides about one more connection.</summary>
    /// <param name="frontEnds">What is known of all front-ends.</param>
    /// <param name="claim">The connection.</param>
    /// <returns>What its front-end has then; and why it is refused, if it is.</returns>
    public static (FrontEndConnections FrontEnd, GrainError? Refusal) Take(IReadOnlyDictionary<string, FrontEndConnections> frontEnds, ConnectionClaim claim)
    {
        var own = frontEnds.GetValueOrDefault(claim.FrontEnd) ?? FrontEndConnections.None;
        var held = own.Of(claim.Caller);
        // What was told later, but has come sooner, counts this connection already.
        var isCounted = held.Number > claim.Number;
        var count = isCounted ? held.Count : claim.Count;
        var ofCaller = frontEnds.Values.Sum(frontEnd => frontEnd.Of(claim.Caller).Count) - held.Count + count;
        var ofAll = frontEnds.Values.Sum(frontEnd => frontEnd.Total) - held.Count + count;
        var refusal = ofCaller > claim.CallerLimit ? CallerHas(claim.CallerLimit)
            : ofAll > claim.OrganisationLimit ? OrganisationHas(claim.OrganisationLimit)
            : null;
        var without = refusal is null ? claim.Count : claim.Count - 1;
        return (isCounted ? own : With(own, claim.Caller, new HeldConnections(without, claim.Number)), refusal);
    }

    /// <summary>Takes over what a front-end says that it has.</summary>
    /// <param name="before">What was known of it.</param>
    /// <param name="lease">What it says.</param>
    /// <returns>What it has; <see langword="null"/>: nothing.</returns>
    public static FrontEndConnections? Renew(FrontEndConnections? before, ConnectionLease lease)
    {
        var told = lease.Callers.ToImmutableDictionary(caller => caller.Caller, caller => new HeldConnections(caller.Count, lease.Number), StringComparer.Ordinal);
        var newer = (before ?? FrontEndConnections.None).Callers.Where(held => held.Value.Number > lease.Number);
        var after = told.SetItems(newer);
        return after.IsEmpty ? null : new FrontEndConnections(after);
    }

    /// <summary>Whether a front-end has not told what it has for so long that it has nothing.</summary>
    /// <param name="sinceRenewal">How long.</param>
    public static bool IsForgotten(TimeSpan sinceRenewal) => sinceRenewal > ConnectionLeases.Expiry;

    private static FrontEndConnections With(FrontEndConnections frontEnd, string caller, HeldConnections held) =>
        new(held.Count > 0 ? frontEnd.Callers.SetItem(caller, held) : frontEnd.Callers.Remove(caller));

    private static GrainError CallerHas(int limit) => Refusal(string.Create(CultureInfo.InvariantCulture, $"There are {limit} connections open with these credentials, the most that there may be; close one."));

    private static GrainError OrganisationHas(int limit) => Refusal(string.Create(CultureInfo.InvariantCulture, $"The organisation has {limit} connections open, the most that it may have; close one."));

    private static GrainError Refusal(string message) => new(GrainErrorKind.RateLimited, TooMany, message);
}
