using Microsoft.Extensions.DependencyInjection;
using Orleans.Conformance;
using Orleans.Internal;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace Orleans.Embedded.Tests.Streams;

public sealed class DeliveryTests
{
    private const string Provider = "failing";

    private readonly string _key = Guid.NewGuid().ToString("N");

    [Fact]
    public async Task Item_ThatFailsOnce_ComesAgainHoweverLongAgoAnotherItemFailed()
    {
        var time = new SkippingTime();
        await using var silo = await Silo.StartAsync(builder => builder.AddMemoryStreams(Provider).ConfigureServices(services => services
            .AddSingleton<TimeProvider>(time)
            .AddKeyedSingleton<IMessageDeliveryBackoffProvider, NoBackoff>(Provider)));
        var stream = silo.Grains.GetStreamProvider(Provider).GetStream<int>(StreamId.Create("embedded.failing", _key));
        _ = await stream.SubscribeAsync(new FailsFirst(_key));

        await stream.OnNextAsync(1);
        Assert.Equal(["1 fails", "1"], await Signals.Logged(_key, 2));
        time.Skip(TimeSpan.FromHours(1));
        await stream.OnNextAsync(2);

        Assert.Equal(["2 fails", "2"], await Signals.Logged(_key, 2));
    }

    /// <summary>Takes each item at the second attempt.</summary>
    private sealed class FailsFirst(string key) : IAsyncObserver<int>
    {
        private readonly HashSet<int> _seen = [];

        public Task OnNextAsync(int item, StreamSequenceToken? token = null)
        {
            var fails = _seen.Add(item);
            Signals.Log(key, fails ? $"{item} fails" : $"{item}");
            return fails ? throw new InvalidOperationException("The first attempt fails.") : Task.CompletedTask;
        }

        public Task OnErrorAsync(Exception ex)
        {
            Signals.Log(key, $"error {ex.GetType().Name}");
            return Task.CompletedTask;
        }
    }

    private sealed class NoBackoff : IMessageDeliveryBackoffProvider
    {
        TimeSpan IBackoffProvider.Next(int attempt) => TimeSpan.FromMilliseconds(1);
    }

    /// <summary>The system's time, which a test can let skip ahead; timers run as ever.</summary>
    private sealed class SkippingTime : TimeProvider
    {
        private long _skipped;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _skipped);

        public void Skip(TimeSpan by) => Interlocked.Add(ref _skipped, (long)(by.TotalSeconds * TimestampFrequency));
    }
}
