using MeetingIntel.Api.Transcription;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>Opening a channel for a client.</summary>
public sealed class AudioIngestTests
{
    [Fact]
    public async Task OpenAsync_ForAClientThatHasGone_TouchesNoChannel()
    {
        var cluster = Substitute.For<IClusterClient>();
        var ingest = new AudioIngest(cluster, TimeProvider.System);

        await Assert.ThrowsAsync<OperationCanceledException>(() => ingest.OpenAsync("conn_1", sender: null, "sess_1", new AudioFormat("mic", "Ana", 16_000, 2), offset: 0, live: true, new CancellationToken(canceled: true)));

        Assert.Empty(cluster.ReceivedCalls());
    }
}
