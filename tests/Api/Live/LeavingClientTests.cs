using System.Net.WebSockets;
using System.Text;
using MeetingIntel.Api.Live;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MeetingIntel.Api.Tests.Live;

/// <summary>A hub sees its client leave while a method of it waits, although much that the client sent waits behind that.</summary>
public sealed class LeavingClientTests
{
    private const string Path = "/hub";

    [Fact]
    public async Task Client_ThatLeavesWhileAMethodWaits_IsSeenLeaving()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        builder.Services.AddSignalR();
        var stage = new Stage();
        builder.Services.AddSingleton(stage);
        await using var app = builder.Build();
        app.MapHub<WaitingHub>(Path, LiveEndpoints.Transport);
        await app.StartAsync(TestContext.Current.CancellationToken);

        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri(app.Urls.Single().Replace("http", "ws", StringComparison.Ordinal) + Path), TestContext.Current.CancellationToken);
        await SendAsync(client, """{"protocol":"json","version":1}""");
        await SendAsync(client, """{"type":1,"target":"Wait","arguments":[]}""");
        await stage.Waits.Task.Within("waiting for the method");
        // Half a minute of audio at 16 kHz, in base64.
        var piece = $$"""{"type":1,"target":"Take","arguments":["{{new string('A', 4272)}}"]}""";
        for (var pieces = 0; pieces < 300; pieces++)
        {
            await SendAsync(client, piece);
        }

        client.Abort();
        await stage.Left.Task.Within("waiting for the server to see that the client has left");
        Assert.Equal(0, stage.Taken);
        stage.GoOn.SetResult();
    }

    private static Task SendAsync(ClientWebSocket client, string message) =>
        client.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken).Within("sending");

    private sealed class Stage
    {
        public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Taken { get; set; }
    }

    private sealed class WaitingHub(Stage stage) : Hub
    {
        [HubMethodName("Wait")]
        public Task WaitAsync()
        {
            Context.ConnectionAborted.Register(() => stage.Left.TrySetResult());
            stage.Waits.SetResult();
            return stage.GoOn.Task;
        }

        [HubMethodName("Take")]
        public void Take(string piece) => stage.Taken += piece.Length;
    }
}
