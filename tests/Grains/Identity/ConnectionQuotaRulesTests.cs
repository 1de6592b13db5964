using FsCheck;
using FsCheck.Fluent;
using MeetingIntel.Grains.Identity;
using MeetingIntel.Identity;

namespace MeetingIntel.Grains.Tests.Identity;

public sealed class ConnectionQuotaRulesTests
{
    private const int CallerLimit = 3;
    private const int OrganisationLimit = 5;

    private readonly Dictionary<string, FrontEndConnections> _frontEnds = new(StringComparer.Ordinal);
    private long _number;

    [Fact]
    public void Take_UpToTheCallersLimit_IsAllowedAndNoMore()
    {
        Assert.Null(Take("a", "ana", 1));
        Assert.Null(Take("b", "ana", 1));
        Assert.Null(Take("b", "ana", 2));

        var refusal = Take("a", "ana", 2);

        Assert.Equal((GrainErrorKind.RateLimited, "limit.connections"), (refusal!.Kind, refusal.Code));
        Assert.Contains("3 connections", refusal.Message, StringComparison.Ordinal);
        Assert.Null(Take("a", "ben", 1));
    }

    [Fact]
    public void Take_UpToTheOrganisationsLimit_IsAllowedAndNoMore()
    {
        foreach (var caller in (string[])["ana", "ben", "cem", "dea", "eva"])
        {
            Assert.Null(Take("a", caller, 1));
        }

        Assert.Contains("The organisation has 5 connections", Take("b", "fay", 1)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Take_AfterARefusal_CountsNothingForIt()
    {
        Take("a", "ana", 3);
        Take("a", "ana", 4);

        Assert.Equal(3, Count("ana"));
        Assert.Null(Take("a", "ana", 3));
    }

    [Fact]
    public void Take_OfAFrontEndThatHasFewerThanItHad_TakesItsWord()
    {
        Take("a", "ana", 3);

        Assert.Null(Take("a", "ana", 2));
        Assert.Null(Take("b", "ana", 1));
        Assert.NotNull(Take("b", "ana", 2));
    }

    [Fact]
    public void Take_ThatARenewalHasOvertaken_ChangesNothingOfThat()
    {
        var claim = Claim("a", "ana", 3);
        Renew("a", ("ana", 2));

        Assert.Null(Decide(claim));

        Assert.Equal(2, Count("ana"));
    }

    [Fact]
    public void Renew_ThatAClaimHasOvertaken_LeavesTheClaimsCount()
    {
        var lease = new ConnectionLease("a", ++_number, [new("ana", 1), new("ben", 1)]);
        Take("a", "ana", 2);

        Renew(lease);

        Assert.Equal((2, 1), (Count("ana"), Count("ben")));
    }

    [Fact]
    public void Renew_WithoutSomebody_GivesTheirPlacesBack()
    {
        Take("a", "ana", 3);
        Take("a", "ben", 1);

        Renew("a", ("ben", 1));

        Assert.Equal((0, 1), (Count("ana"), Count("ben")));
        Assert.Null(Take("b", "ana", 3));
    }

    [Fact]
    public void Renew_WithNobody_LeavesNothingOfTheFrontEnd()
    {
        Take("a", "ana", 3);

        Renew("a");

        Assert.Empty(_frontEnds);
    }

    [Fact]
    public void IsForgotten_OnlyAfterTheExpiry()
    {
        Assert.False(ConnectionQuotaRules.IsForgotten(ConnectionLeases.Expiry));
        Assert.True(ConnectionQuotaRules.IsForgotten(ConnectionLeases.Expiry + TimeSpan.FromTicks(1)));
    }

    /// <summary>Front-ends that connect and close in any order, whose messages come in order: never too many, and never fewer than there may be.</summary>
    [Fact]
    public void Take_InAnyOrder_AllowsExactlyWhatTheLimitsAllow() =>
        Prop.ForAll(Steps, steps =>
        {
            _frontEnds.Clear();
            var open = new Dictionary<(string FrontEnd, string Caller), int>();
            return steps.All(step =>
            {
                var key = (step.FrontEnd, step.Caller);
                var has = open.GetValueOrDefault(key);
                if (step.Closes)
                {
                    open[key] = Math.Max(0, has - 1);
                    Renew(step.FrontEnd, [.. open.Where(pair => pair.Key.FrontEnd == step.FrontEnd && pair.Value > 0).Select(pair => (pair.Key.Caller, pair.Value))]);
                    return true;
                }

                var hasRoom = open.Where(pair => pair.Key.Caller == step.Caller).Sum(pair => pair.Value) < CallerLimit && open.Values.Sum() < OrganisationLimit;
                var isAllowed = Take(step.FrontEnd, step.Caller, has + 1) is null;
                open[key] = isAllowed ? has + 1 : has;
                return isAllowed == hasRoom;
            });
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<(string FrontEnd, string Caller, bool Closes)[]> Steps =>
        (from count in Gen.Choose(1, 60)
         from steps in (from frontEnd in Gen.Elements("a", "b", "c")
                        from caller in Gen.Elements("ana", "ben", "cem")
                        from closes in Gen.Frequency((2, Gen.Constant(false)), (1, Gen.Constant(true)))
                        select (frontEnd, caller, closes)).ArrayOf(count)
         select steps).ToArbitrary();

    private int Count(string caller) => _frontEnds.Values.Sum(frontEnd => frontEnd.Of(caller).Count);

    private ConnectionClaim Claim(string frontEnd, string caller, int count) => new(frontEnd, ++_number, caller, count, CallerLimit, OrganisationLimit);

    private GrainError? Take(string frontEnd, string caller, int count) => Decide(Claim(frontEnd, caller, count));

    private GrainError? Decide(ConnectionClaim claim)
    {
        (_frontEnds[claim.FrontEnd], var refusal) = ConnectionQuotaRules.Take(_frontEnds, claim);
        return refusal;
    }

    private void Renew(string frontEnd, params (string Caller, int Count)[] callers) =>
        Renew(new ConnectionLease(frontEnd, ++_number, [.. callers.Select(caller => new CallerConnections(caller.Caller, caller.Count))]));

    private void Renew(ConnectionLease lease)
    {
        if (ConnectionQuotaRules.Renew(_frontEnds.GetValueOrDefault(lease.FrontEnd), lease) is { } after)
        {
            _frontEnds[lease.FrontEnd] = after;
        }
        else
        {
            _frontEnds.Remove(lease.FrontEnd);
        }
    }
}
