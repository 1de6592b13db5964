using MeetingIntel.Testing.Postgres;

namespace MeetingIntel.Storage.Tests.Identity;

public sealed class PreferenceStoreTests(PostgresServer server)
{
    [Fact]
    public async Task GetAsync_FirstByManyAtOnce_MakesOne()
    {
        await using var stores = await IdentityStores.StartAsync(server);
        for (var round = 0; round < 10; round++)
        {
            var (ana, _) = await stores.RegisterAsync($"ana{round}");

            var read = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => stores.Preferences.GetAsync(ana, CancellationToken.None)));

            Assert.Single(read.Distinct());
        }
    }
}
