using System.Net.WebSockets;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Testing.Time;
using Microsoft.AspNetCore.Http;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>A client that reads nothing is cut, and one that does not answer, too.</summary>
public sealed class SlowSocketIoTests
{
    private static readonly EnginePacket Something = EnginePacket.Text(new byte[100]);

    private readonly ManualTime _time = new();
    private bool _isGone;

    [Fact]
    public async Task Client_ThatDoesNotPoll_IsCut()
    {
        using var connection = Make(overSocket: false);
        var sending = SendForeverAsync(connection);

        await _time.AdvanceUntilAsync(sending, TimeSpan.FromSeconds(1));

        Assert.Equal("feed.too-slow", connection.EndedWith?.Code);
        Assert.True(_isGone);
    }

    [Fact]
    public async Task Client_ThatTakesNothingOffItsSocket_IsCut()
    {
        using var connection = Make(overSocket: true);
        using var socket = WebSocket.CreateFromStream(new FullStream(), isServer: true, subProtocol: null, TimeSpan.Zero);

        await _time.AdvanceUntilAsync(connection.ConverseAsync(socket), TimeSpan.FromSeconds(1));

        Assert.Equal("feed.too-slow", connection.EndedWith?.Code);
    }

    [Fact]
    public async Task Client_ThatAnswersNoPing_IsGivenUp()
    {
        using var connection = Make(overSocket: false);

        await _time.AdvanceUntilAsync(connection.BeatAsync(), TimeSpan.FromSeconds(5));

        Assert.Equal("socketio.ping-timeout", connection.EndedWith?.Code);
        Assert.True(_isGone);
    }

    private EngineConnection Make(bool overSocket) => new("id", new DefaultHttpContext(), overSocket, new EngineOptions(), _time, _ => _isGone = true);

    private static async Task SendForeverAsync(EngineConnection connection)
    {
        while (connection.EndedWith is null)
        {
            await connection.SendAsync(Something, CancellationToken.None);
        }
    }

    /// <summary>The way to somebody who takes nothing.</summary>
    private sealed class FullStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => await Task.Delay(Timeout.Infinite, cancellationToken);

        public override void Flush()
        {
        }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
