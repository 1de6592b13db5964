using MeetingIntel.Api.Transcription;
using MeetingIntel.Transcription;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using Orleans.Streams;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>A way into sessions whose other end is the test's.</summary>
internal static class StubbedIngest
{
    /// <param name="transcription">What every channel opens.</param>
    /// <param name="takeAsync">Takes what is handed over.</param>
    /// <param name="time">The clock.</param>
    public static AudioIngest Of(ITranscriptionGrain transcription, Func<AudioFrame, Task> takeAsync, TimeProvider time)
    {
        var (cluster, provider, stream) = (Substitute.For<IClusterClient>(), Substitute.For<IStreamProvider>(), Substitute.For<IAsyncStream<AudioFrame>>());
        stream.OnNextAsync(default!).ReturnsForAnyArgs(call => takeAsync(call.Arg<AudioFrame>()));
        provider.GetStream<AudioFrame>(Arg.Any<StreamId>()).Returns(stream);
        cluster.ServiceProvider.Returns(new ServiceCollection().AddKeyedSingleton(StreamNames.Audio, provider).BuildServiceProvider());
        cluster.GetGrain<ITranscriptionGrain>(Arg.Any<string>(), Arg.Any<string?>()).Returns(transcription);
        return new AudioIngest(cluster, time);
    }
}
