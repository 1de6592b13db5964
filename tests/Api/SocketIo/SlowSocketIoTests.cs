using System.Net.WebSockets;
using System.Text;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Tests.Hosting;
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

    /// <summary>Its answer stands behind what it has sent. It takes a server for dead that does not ask.</summary>
    [Fact]
    public async Task Client_ThatIsMadeToWait_IsAskedAgainAndGivenUpOnlyWhenItIsSilentAfterwards()
    {
        const int Messages = 100;
        using var connection = Make(overSocket: false);
        await PollAsync(connection);
        // Comes back when no more is taken, as all of it is there at once.
        var posting = connection.PostAsync(Request(string.Join('\u001e', Enumerable.Repeat("4x", Messages))));
        var beating = connection.BeatAsync();

        for (var asked = 0; asked < 5; asked++)
        {
            while (!_time.IsAwaited)
            {
                await Task.Yield();
            }

            _time.Advance(TimeSpan.FromSeconds(25));
            Assert.StartsWith("2", await PollAsync(connection).Within("waiting for the next ping"), StringComparison.Ordinal);
        }

        Assert.Null(connection.EndedWith);
        for (var taken = 0; taken < Messages; taken++)
        {
            await connection.ReceiveAsync();
        }

        await posting;
        await _time.AdvanceUntilAsync(beating, TimeSpan.FromSeconds(5));

        Assert.Equal("socketio.ping-timeout", connection.EndedWith?.Code);
    }

    private static DefaultHttpContext Request(string body)
    {
        var context = new DefaultHttpContext();
        context.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        context.Response.Body = new MemoryStream();
        return context;
    }

    private static async Task<string> PollAsync(EngineConnection connection)
    {
        var context = Request("");
        await connection.PollAsync(context);
        return Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
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
