using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>Comes to a socket and listens to what is said first.</summary>
internal static class SocketDoor
{
    /// <summary>Checks that one is let in.</summary>
    public static async Task OpensAsync(LockedServer server, SocketLine line, Target target, string? token, string query = "")
    {
        await using var socket = await ConnectAsync(server, line, target, token, query);
        await socket.ReceiveAsync("waiting for the greeting", message => KindOf(message) == line.Greets);
        await socket.CloseAsync();
    }

    /// <summary>Checks that one is told why not, and sent away.</summary>
    public static async Task ClosesAsync(LockedServer server, SocketLine line, Refusal refusal, Target target, string? token, string query = "")
    {
        await using var socket = await ConnectAsync(server, line, target, token, query);
        var last = Assert.Single(await socket.ReceiveRestAsync("waiting to be refused"));
        Assert.Equal(refusal.Code, (last.TryGetProperty("data", out var data) ? data : last).GetProperty("code").GetString());
        Assert.Equal(line.Closes(refusal), (int?)socket.CloseCode);
        Assert.DoesNotContain(LockedServer.Ours, last.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static Task<SocketClient> ConnectAsync(LockedServer server, SocketLine line, Target target, string? token, string query) =>
        SocketClient.ConnectAsync(server.Api, target.Fill(line.Name) + query, options =>
        {
            if (token is not null)
            {
                options.SetRequestHeader("Authorization", $"Bearer {token}");
            }
        });

    private static string? KindOf(JsonElement message) => (message.TryGetProperty("event", out var name) ? name : message.GetProperty("type")).GetString();
}
