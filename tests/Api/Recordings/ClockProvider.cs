using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Recordings;

/// <summary>Hears "t" and the number of the second, each second; no more than a minute before it is told to.</summary>
internal sealed class ClockProvider(Task minute) : ISttProvider
{
    public string Name => "clock";

    public SttCapabilities Capabilities { get; } = new(ScriptedAudio.SampleRate, Partials: false, WordTimes: false, Model: "seconds", LocalChannels: null);

    public ValueTask<ISttStream> OpenAsync(SttStreamOptions options, CancellationToken cancellationToken) => ValueTask.FromResult<ISttStream>(new ClockStream(minute));

    private sealed class ClockStream(Task minute) : ISttStream
    {
        private readonly Channel<SttEvent> _events = Channel.CreateUnbounded<SttEvent>();
        private long _bytes;
        private int _said;

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
        {
            if (_said >= 60)
            {
                await minute.WaitAsync(cancellationToken);
            }

            for (_bytes += pcm.Length; _bytes / (2 * ScriptedAudio.SampleRate) > _said; _said++)
            {
                var (start, end) = (TimeSpan.FromSeconds(_said), TimeSpan.FromSeconds(_said + 0.4));
                _events.Writer.TryWrite(new SttFinal(string.Create(CultureInfo.InvariantCulture, $"t{_said}"), [], start, end, null, TimeSpan.FromSeconds(_said + 1)));
            }
        }

        public ValueTask FinalizeAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask CompleteAsync(CancellationToken cancellationToken)
        {
            _events.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public async IAsyncEnumerable<SttEvent> ReadEventsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var item in _events.Reader.ReadAllAsync(cancellationToken))
            {
                yield return item;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
