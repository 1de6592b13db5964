using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using MeetingIntel.Bench.Chaos.Clients;
using MeetingIntel.Bench.Chaos.Report;
using MeetingIntel.Bench.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.EndToEnd.Tests.Checking;

/// <summary>The watchers of <c>bench/Chaos</c>, at a server that changes what it has shown.</summary>
public sealed class WatcherTests : IAsyncLifetime, IDisposable
{
    private readonly Evidence _evidence = new(path: null);
    private readonly Reactor _reactor = new();
    private readonly Journal _journal = new();
    private WebApplication _server = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSignalR();
        builder.Services.AddSingleton(_journal);
        _server = builder.Build();
        _server.UseWebSockets();
        _server.MapHub<FeedHub>("/hubs/sessions");
        _server.MapGet("/ws/sessions/{id}", ShowAsync);
        await _server.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _reactor.Dispose();
        _evidence.Dispose();
    }

    /// <summary>Event 2 is shown, lost, and written again as something else, while the watcher has event 3 and goes on behind it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAgain_EventThatWasWrittenAgain_IsAViolation(bool overHub)
    {
        var watcher = Watch(overHub);
        Turn(watcher, () => watcher.Seen.Seq == 3);

        _journal.Second = "B";
        Read(watcher);

        Assert.Contains("events never change", Assert.Single(_evidence.Violations), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadAgain_WhatWasShown_IsNone(bool overHub)
    {
        var watcher = Watch(overHub);
        Turn(watcher, () => watcher.Seen.Seq == 3);

        Read(watcher);

        Assert.Empty(_evidence.Violations);
        Assert.Equal(2, watcher.Connections);
        Assert.Equal(2, _evidence.Count("watching"));
    }

    /// <summary>SignalR cuts what is longer than its buffers into pieces, and a client's own messages are longer than a short frame.</summary>
    [Fact]
    public void Hub_LongEvents_AreReadWhole()
    {
        _journal.Second = new string('x', 300_000);
        var watcher = Watch(overHub: true);

        Turn(watcher, () => watcher.Seen.Seq == 3);

        Assert.Empty(_evidence.Violations);
    }

    private Watcher Watch(bool overHub)
    {
        var port = new Uri(_server.Urls.First()).Port;
        var network = new Network(_reactor, [port], new Random(1));
        var id = "sess_" + new string('1', 32);
        return overHub ? new HubWatcher(id, network, _evidence) : new SocketWatcher(id, network, _evidence);
    }

    private void Read(Watcher watcher)
    {
        watcher.ReadAgain(_evidence.Now);
        Turn(watcher, () => watcher.HasReadAgain);
    }

    /// <summary>Lives the watcher's life until something has happened.</summary>
    private void Turn(Watcher watcher, Func<bool> happened)
    {
        var deadline = _evidence.Now + 30;
        while (!happened())
        {
            Assert.True(_evidence.Now < deadline, $"The watcher has {watcher.Seen.Seq} events after {watcher.Connections} connections.");
            watcher.Tick(_evidence.Now);
            _reactor.Poll(Stopwatch.Frequency / 50);
        }
    }

    private async Task ShowAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var after = int.Parse(context.Request.Query["after"].ToString(), CultureInfo.InvariantCulture);
        foreach (var envelope in _journal.After(after))
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(envelope), WebSocketMessageType.Text, endOfMessage: true, context.RequestAborted);
        }

        await socket.ReceiveAsync(new byte[16].AsMemory(), context.RequestAborted);
    }

    private sealed class Journal
    {
        public volatile string Second = "A";

        public IEnumerable<string> After(long after) =>
        [
            """{"event":"connected","data":{"last_seq":3}}""",
            .. new[] { "first", Second, "third" }.Select((text, index) => (Seq: index + 1, Text: text)).Where(entry => entry.Seq > after)
                .Select(entry => string.Create(CultureInfo.InvariantCulture, $$"""{"event":"note","seq":{{entry.Seq}},"data":{"text":"{{entry.Text}}" } }""")),
        ];
    }

    private sealed class FeedHub(Journal journal) : Hub
    {
        public async IAsyncEnumerable<JsonElement> Events(string sessionId, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var envelope in journal.After(after))
            {
                yield return JsonSerializer.Deserialize<JsonElement>(envelope);
            }

            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
