using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A call that is cancelled although neither client nor server asked for it.</summary>
public sealed class CancelledCallTests(ApiServer server)
{
    /// <summary>By a close code that says not to, the client would throw away what is not acknowledged.</summary>
    [Fact]
    public async Task CancelledCall_OfAnAudioSocket_LetsTheClientComeBack()
    {
        var (filter, gate) = (new CancelledCalls(nameof(ITranscriptionGrain.GetProgressAsync)), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var own = new ApiServer(server.Postgres) { Services = services => services.AddSingleton<IIncomingGrainCallFilter>(filter) };
        own.Stt.Gate = gate.Task;
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await using (var client = await AudioClient.ConnectAsync(own, id, offset: 0))
        {
            await client.ReadyAsync();
            await client.SendAsync(ScriptedAudio.Sentences(1));

            filter.IsOn = true;
            await client.StopAsync();

            Assert.Equal("audio.resend", await client.RefusedAsync());
            Assert.Equal(4503, client.CloseCode);
        }

        filter.IsOn = false;
        gate.SetResult();
        await using var again = await AudioClient.ConnectAsync(own, id, offset: 0);
        await again.SendAsync(ScriptedAudio.Sentences(1).AsMemory((int)await again.ReadyAsync()));
        await again.StopAndFinishAsync();
        Assert.Equal(["w1"], await own.TranscriptAsync(id));
    }

    /// <summary>Cancels calls of a method, while it is on.</summary>
    private sealed class CancelledCalls(string method) : IIncomingGrainCallFilter
    {
        private volatile bool _isOn;

        public bool IsOn
        {
            get => _isOn;
            set => _isOn = value;
        }

        public Task Invoke(IIncomingGrainCallContext context) =>
            IsOn && string.Equals(context.MethodName, method, StringComparison.Ordinal) ? throw new OperationCanceledException() : context.Invoke();
    }
}
