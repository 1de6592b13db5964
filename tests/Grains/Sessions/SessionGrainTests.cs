using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Grains.Tests.Sessions;

public sealed class SessionGrainTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>The clock is finer than the database: what is shown live must be what is read back.</summary>
    [Fact]
    public async Task GetAsync_AfterRestart_GivesTheTimesThatWereShownLive()
    {
        var live = new List<(string Id, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt)>();
        for (var count = 0; count < 10; count++)
        {
            var session = await _cluster.StartSessionAsync();
            var snapshot = (await session.GetAsync()).Value!;
            live.Add((snapshot.Id, snapshot.CreatedAt, snapshot.StartedAt));
        }

        await _cluster.RestartAsync();

        foreach (var (id, createdAt, startedAt) in live)
        {
            var snapshot = (await _cluster.Session(id).GetAsync()).Value!;
            Assert.Equal((createdAt, startedAt), (snapshot.CreatedAt, snapshot.StartedAt));
        }
    }
}
