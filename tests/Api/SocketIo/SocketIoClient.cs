using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.SocketIo;

/// <summary>The real <c>socket.io-client</c>, in a process of its own.</summary>
internal sealed class SocketIoClient : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<JsonElement> _said = Channel.CreateUnbounded<JsonElement>();
    private readonly List<JsonElement> _waiting = [];
    private readonly Task _reading;
    private readonly Task<string> _complaints;
    private int _asked;

    private SocketIoClient(ApiServer server, object options)
    {
        var directory = Path.Combine(Root(), "tests", "Api", "SocketIo", "client");
        if (!Directory.Exists(Path.Combine(directory, "node_modules")))
        {
            throw new InvalidOperationException($"socket.io-client is not installed; ./test does that, or 'npm ci' in {directory}.");
        }

        _process = Process.Start(new ProcessStartInfo("node", [Path.Combine(directory, "client.mjs"), server.Address.ToString(), JsonSerializer.Serialize(options)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _complaints = _process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>Begins to connect.</summary>
    public static SocketIoClient Begin(ApiServer server, object? options = null) => new(server, options ?? new { });

    /// <summary>Connects, and waits until the server has greeted it.</summary>
    public static async Task<SocketIoClient> ConnectAsync(ApiServer server, object? options = null)
    {
        var client = Begin(server, options);
        await client.NextAsync("connect");
        await client.EventAsync("connected");
        return client;
    }

    public Task EmitAsync(string name, params object[] args) => WriteAsync(new { @do = "emit", name, args });

    /// <summary>Emits with an acknowledgement; gives what it says.</summary>
    public async Task<JsonElement> AskAsync(string name, params object[] args)
    {
        var id = ++_asked;
        await WriteAsync(new { @do = "ask", name, args, id });
        var answer = await NextAsync("ack", said => said.GetProperty("id").GetInt32() == id);
        return Assert.Single(answer.GetProperty("args").EnumerateArray());
    }

    public Task BreakAsync() => WriteAsync(new { @do = "break" });

    public Task DisconnectAsync() => WriteAsync(new { @do = "disconnect" });

    /// <summary>The next event of a name; others wait.</summary>
    public async Task<JsonElement> EventAsync(string name) =>
        (await NextAsync("event", said => said.GetProperty("name").GetString() == name, $"the event {name}")).GetProperty("args")[0];

    /// <summary>The next thing of a kind that the client says; others wait.</summary>
    public async Task<JsonElement> NextAsync(string kind, Func<JsonElement, bool>? wanted = null, string? what = null)
    {
        bool IsIt(JsonElement said) => said.GetProperty("on").GetString() == kind && (wanted is null || wanted(said));
        if (_waiting.FindIndex(IsIt) is var index and >= 0)
        {
            var found = _waiting[index];
            _waiting.RemoveAt(index);
            return found;
        }

        while (true)
        {
            if (!await _said.Reader.WaitToReadAsync().AsTask().Within($"waiting for {what ?? kind} of socket.io-client, after {string.Join(' ', _waiting)}"))
            {
                throw new InvalidOperationException($"socket.io-client ended: {await _complaints}");
            }

            while (_said.Reader.TryRead(out var said))
            {
                if (IsIt(said))
                {
                    return said;
                }

                _waiting.Add(said);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(5)))
        {
            _process.Kill();
        }

        await _reading;
        _process.Dispose();
    }

    private static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "MeetingIntel.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The tests do not run below a checkout of the repository.");
    }

    private async Task WriteAsync(object command)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(command));
        await _process.StandardInput.FlushAsync();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _said.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(line));
        }

        _said.Writer.Complete();
    }
}
