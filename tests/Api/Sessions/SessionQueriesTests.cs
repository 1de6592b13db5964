using MeetingIntel.Api.Identity;
using MeetingIntel.Api.Sessions;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Sessions;
using Microsoft.AspNetCore.Http.HttpResults;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Sessions;

public sealed class SessionQueriesTests
{
    [Fact]
    public async Task ActiveAndAll_MoreThanAPage_AreAllOfThem()
    {
        var reads = Substitute.For<ISessionReads>();
        PageOf(reads, cursor: null, new SessionPage([Session("sess_1"), Session("sess_2")], "second"));
        PageOf(reads, "second", new SessionPage([Session("sess_3"), Session("sess_4")], "third"));
        PageOf(reads, "third", new SessionPage([Session("sess_5")], null));

        foreach (var result in new[] { await SessionQueries.ActiveAsync(Caller.Development, reads, default), await SessionQueries.AllAsync(Caller.Development, reads, default) })
        {
            var list = Assert.IsType<Ok<SessionListResponse>>(result).Value!;
            Assert.Equal(5, list.Count);
            Assert.Equal(["sess_1", "sess_2", "sess_3", "sess_4", "sess_5"], list.Sessions.Select(session => session.Id));
        }
    }

    private static void PageOf(ISessionReads reads, string? cursor, SessionPage page) =>
        reads.ListAsync("org_dev", Arg.Any<SessionFilter>(), SessionOrder.OldestFirst, cursor, Arg.Any<int>(), Arg.Any<CancellationToken>())
            .Returns(Task.FromResult<GrainResult<SessionPage>>(page));

    private static SessionSnapshot Session(string id) =>
        new(id, "org_dev", "user_dev", new SessionDetails(id), SessionStatus.Active, DateTimeOffset.UnixEpoch, null, null, 1, 0, 0, 0, []);
}
