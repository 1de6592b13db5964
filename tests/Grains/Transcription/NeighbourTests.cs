using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Npgsql;

namespace MeetingIntel.Grains.Tests.Transcription;

/// <summary>What one meeting waits for, no other one waits for.</summary>
public sealed class NeighbourTests(PostgresServer postgres) : IAsyncLifetime
{
    private readonly MeetingCluster _cluster = new(postgres);

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    /// <summary>On Orleans, an agent reads nothing of its queue before a new stream's grain has said where to begin.</summary>
    [Fact]
    public async Task Audio_OfAChannelThatIsStillBeingOpened_HoldsUpNobody()
    {
        var held = await _cluster.StartSessionAsync();
        var (_, other) = await AudioClient.OpenNewAsync(_cluster);
        await using var table = await _cluster.Database.ConnectAsync();
        await using var hold = await table.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("LOCK TABLE audio_channels IN EXCLUSIVE MODE", table, hold);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var client = await AudioClient.ConnectAsync(_cluster, held);
        var opening = client.OpenAsync();
        await _cluster.Database.BlockedAsync();
        await client.SendAsync(ScriptedAudio.Silence(100));

        // The first piece may be read together with what the agent then waits for; the next ones are not.
        for (var pieces = 0; pieces < 3; pieces++)
        {
            await other.SendAsync(ScriptedAudio.Silence(100));
            await other.NextAsync<ChannelProgress>(progress => progress.ReceivedOffset == other.Sent, "word of audio in the other meeting");
        }

        Assert.False(opening.IsCompleted);
        await hold.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.True((await opening).Succeeded);
    }
}
