using MeetingIntel.Bench.Chaos.Cluster;
using MeetingIntel.Bench.Chaos.Faults;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>Which members of a cluster under <c>bench/Chaos</c> may end by themselves.</summary>
public sealed class SelfEndTests
{
    private const string Dead = "FATAL EXCEPTION from MembershipTableManager. Context: I have been told I am dead, so this silo will stop!";
    private const string Bug = "Unhandled exception. System.NullReferenceException";

    [Theory]
    [InlineData("silo1", true, 134, 20, Dead, true)]
    [InlineData("silo1", true, 134, 49, Dead, true)]
    [InlineData("silo1", true, 134, 51, Dead, false)]
    [InlineData("silo1", true, 134, 9, Dead, false)]
    [InlineData("silo2", true, 134, 20, Dead, false)]
    [InlineData("silo1", true, 134, 20, Bug, false)]
    [InlineData("silo1", true, 1, 20, Dead, false)]
    [InlineData("silo1", true, 0, 20, "", false)]
    [InlineData("silo1", true, null, 20, Dead, false)]
    public void Silo_IsRight_WhenItWasDeclaredDeadBehindAFaultOfItsOwn(string member, bool isSilo, int? exit, double at, string words, bool isExplained) =>
        Assert.Equal(isExplained, new SelfEnd(member, isSilo, exit, at, words).IsExplained([new Fault(1, FaultKind.HangSilo, "silo1", 10) { ReadyAt = 20 }]));

    [Theory]
    [InlineData("silo1", true, 134, Dead, true)]
    [InlineData("silo1", true, 134, Bug, false)]
    [InlineData("silo1", true, 1, "", false)]
    [InlineData("api1", false, 134, Dead, false)]
    [InlineData("api1", false, 134, Bug, false)]
    [InlineData("api1", false, 1, "", false)]
    public void FrontEnd_NeverIs_WhateverIsAway(string member, bool isSilo, int exit, string words, bool isExplained) =>
        Assert.Equal(isExplained, new SelfEnd(member, isSilo, exit, 15, words).IsExplained([new Fault(1, FaultKind.KillDatabase, "postgres", 10) { ReadyAt = 20 }]));

    [Fact]
    public void FrontEnd_ThatHung_IsNotEither() =>
        Assert.False(new SelfEnd("api1", false, 134, 15, Dead).IsExplained([new Fault(1, FaultKind.HangFrontEnd, "api1", 10)]));
}
