using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Streams;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A queue of Orleans' own that takes no more: what it says of that is known by its text alone.</summary>
public sealed class FullQueueTests(ApiServer server)
{
    private const int MoreThanAQueueTakes = 20_000;
    private const int AtOnce = 500;

    [Fact]
    public async Task Audio_ThatAFullQueueRefuses_IsSentAgain()
    {
        var filter = new StandingQueues();
        await using var own = new ApiServer(server.Postgres) { Services = services => services.AddSingleton<IIncomingGrainCallFilter>(filter) };
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(own, id, offset: 0);
        await client.ReadyAsync();

        filter.IsOn = true;
        await FillAsync(own, id).Within("waiting for the queue to be full");
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.StopAsync();

        Assert.Equal("audio.resend", await client.RefusedAsync());
        Assert.Equal(4503, client.CloseCode);
    }

    /// <summary>Sends what nobody waits for into the channel's queue, until it takes no more.</summary>
    private static async Task FillAsync(ApiServer own, string id)
    {
        var stream = own.Provider.GetRequiredService<IClusterClient>()
            .GetStreamProvider(StreamNames.Audio)
            .GetStream<AudioFrame>(StreamNames.Audio, new TranscriptionKey(id, "mic").ToString());
        var old = new AudioFrame("", 0, [], AudioMark.None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            for (var sent = 0; sent < MoreThanAQueueTakes; sent += AtOnce)
            {
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => stream.OnNextAsync(old)));
            }
        });
    }

    /// <summary>Queues that nobody reads, while it is on.</summary>
    private sealed class StandingQueues : IIncomingGrainCallFilter
    {
        private volatile bool _isOn;

        public bool IsOn
        {
            get => _isOn;
            set => _isOn = value;
        }

        public Task Invoke(IIncomingGrainCallContext context)
        {
            if (!IsOn || context.Grain is not MemoryStreamQueueGrain || context.MethodName != nameof(IMemoryStreamQueueGrain.Dequeue))
            {
                return context.Invoke();
            }

            context.Result = new List<MemoryMessageData>();
            return Task.CompletedTask;
        }
    }
}
