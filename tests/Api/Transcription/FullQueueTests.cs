using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Sessions;
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
        // The queue that the client's audio goes by.
        await FillAsync(own, id).Within("waiting for the queue to be full");
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.StopAsync();

        Assert.Equal("audio.resend", await client.RefusedAsync());
        Assert.Equal(4503, client.CloseCode);
    }

    /// <summary>Sends what nobody waits for into the channel's queue, until it takes no more.</summary>
    private static async Task FillAsync(ApiServer own, string id)
    {
        var cluster = own.Provider.GetRequiredService<IClusterClient>();
        var opened = await cluster.GetGrain<ISessionGrain>(id).OpenChannelAsync(new OpenChannel("mic", null, 16_000));
        var stream = cluster.GetStreamProvider(StreamNames.Audio).GetStream<AudioFrame>(opened.Value!.Stream!, new TranscriptionKey(id, "mic").ToString());
        var old = new AudioFrame("", 0, [], AudioMark.None);
        await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            for (var sent = 0; sent < MoreThanAQueueTakes; sent += AtOnce)
            {
                await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => stream.OnNextAsync(old)));
            }
        });
    }

    /// <summary>Queues that nobody reads, while it is on; and nobody sees in another way that audio does not arrive.</summary>
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
            if (IsOn && context.Grain is MemoryStreamQueueGrain && context.MethodName == nameof(IMemoryStreamQueueGrain.Dequeue))
            {
                context.Result = new List<MemoryMessageData>();
                return Task.CompletedTask;
            }

            if (IsOn && context.MethodName == nameof(ITranscriptionGrain.GetProgressAsync))
            {
                context.Result = new ChannelProgress("mic", (string)context.Request.GetArgument(0)!, long.MaxValue, 0, 0, 0, 0, null);
                return Task.CompletedTask;
            }

            return context.Invoke();
        }
    }
}
