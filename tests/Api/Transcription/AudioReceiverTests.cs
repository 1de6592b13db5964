using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Transcription;
using MeetingIntel.Testing.Time;
using MeetingIntel.Transcription;
using NSubstitute;
using Orleans.Streams;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>When a client is silent by itself, and when the server makes it so.</summary>
public sealed class AudioReceiverTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ScriptedSocket _socket = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _taking = Task.CompletedTask;

    public void Dispose()
    {
        _socket.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task QuietSince_WhileTheClientSaysNothing_IsSinceItsLastFrame()
    {
        var receiver = Receiver();
        Assert.Null(receiver.QuietSince);
        var receiving = receiver.ReceiveAsync(_socket, _stopped.SetResult, _stop.Token);
        var first = _time.GetTimestamp();
        Assert.Equal(first, receiver.QuietSince);

        _time.Advance(TimeSpan.FromMinutes(1));
        await _socket.SayAsync(new byte[640], WebSocketMessageType.Binary);
        await WaitForAsync(() => receiver.QuietSince == _time.GetTimestamp());

        await EndAsync(receiving);
    }

    [Fact]
    public async Task QuietSince_OnceTheClientSaidStop_IsOver()
    {
        var receiver = Receiver();
        var receiving = receiver.ReceiveAsync(_socket, _stopped.SetResult, _stop.Token);

        await _socket.SayAsync(Encoding.UTF8.GetBytes("""{"type":"stop"}"""), WebSocketMessageType.Text);
        await _stopped.Task.Within("waiting for stop to be heard");

        Assert.Null(receiver.QuietSince);
        await EndAsync(receiving);
    }

    [Fact]
    public async Task QuietSince_WhileTheServerTakesNoMore_IsNotYet()
    {
        var taken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _taking = taken.Task;
        var receiver = Receiver();
        var receiving = receiver.ReceiveAsync(_socket, _stopped.SetResult, _stop.Token);
        await _socket.SayAsync(new byte[640], WebSocketMessageType.Binary);
        await _socket.ReceivesAsync(2);
        await _socket.SayAsync(new byte[640], WebSocketMessageType.Binary);
        await _socket.ReceivesAsync(3);

        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(receiver.QuietSince);

        taken.SetResult();
        await WaitForAsync(() => receiver.QuietSince == _time.GetTimestamp());
        await EndAsync(receiving);
    }

    private AudioReceiver Receiver()
    {
        var stream = Substitute.For<IAsyncStream<AudioFrame>>();
        stream.OnNextAsync(Arg.Any<AudioFrame>()).Returns(_ => _taking);
        var lane = new AudioLane("mic", "conn_1", Substitute.For<ITranscriptionGrain>(), stream, new AudioOpened(0, 0), 0, _time);
        return new AudioReceiver(new AudioInput("conn_1", sender: null, new AudioFormat("mic", null, 16_000, 1), [lane]), TimeSpan.Zero, _time);
    }

    private async Task EndAsync(Task receiving)
    {
        await _socket.SayAsync([], WebSocketMessageType.Close);
        await receiving.Within("waiting for the receiver to end");
    }

    private static Task WaitForAsync(Func<bool> condition) => Task.Run(async () =>
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }).Within("waiting for the receiver to wait");

    /// <summary>A socket whose client says what a test wants, when it wants.</summary>
    private sealed class ScriptedSocket : WebSocket
    {
        private readonly Channel<(byte[] Bytes, WebSocketMessageType Type)> _said = Channel.CreateUnbounded<(byte[], WebSocketMessageType)>();
        private readonly Channel<bool> _receives = Channel.CreateUnbounded<bool>();
        private int _received;

        public override WebSocketCloseStatus? CloseStatus => null;

        public override string? CloseStatusDescription => null;

        public override WebSocketState State => WebSocketState.Open;

        public override string? SubProtocol => null;

        public Task SayAsync(byte[] bytes, WebSocketMessageType type) => _said.Writer.WriteAsync((bytes, type)).AsTask();

        /// <summary>Waits until so many receives have begun.</summary>
        public async Task ReceivesAsync(int count)
        {
            for (; _received < count; _received++)
            {
                await _receives.Reader.ReadAsync().AsTask().Within($"waiting for receive {count}");
            }
        }

        public override async ValueTask<ValueWebSocketReceiveResult> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await _receives.Writer.WriteAsync(true, CancellationToken.None);
            var (bytes, type) = await _said.Reader.ReadAsync(cancellationToken);
            bytes.CopyTo(buffer);
            return new ValueWebSocketReceiveResult(bytes.Length, type, endOfMessage: true);
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override void Abort() => _said.Writer.TryComplete();

        public override void Dispose() => _said.Writer.TryComplete();
    }
}
