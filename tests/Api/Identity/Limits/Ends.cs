using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Limits;

/// <summary>How the server ends connections.</summary>
internal static class Ends
{
    /// <summary>The code that a feed's last words and close frame say.</summary>
    public static async Task<(string Code, int? CloseCode)> EndAsync(this SocketClient feed)
    {
        var last = (await feed.ReceiveRestAsync("waiting for the feed to end")).Last();
        Assert.Equal("error.occurred", last.GetProperty("event").GetString());
        return (last.GetProperty("data").GetProperty("code").GetString()!, (int?)feed.CloseCode);
    }

    /// <summary>The same of an audio socket.</summary>
    public static async Task<(string Code, int? CloseCode)> EndAsync(this AudioClient audio) => (await audio.RefusedAsync(), audio.CloseCode);

    /// <summary>The code of the last event of a hub's connection, which the server then closes.</summary>
    public static async Task<string> EndAsync(this HubClient hub)
    {
        var code = (await hub.EventAsync("error")).GetProperty("code").GetString()!;
        await hub.ClosedAsync();
        return code;
    }

    /// <summary>Checks that a feed lives on.</summary>
    public static async Task LivesAsync(this SocketClient feed)
    {
        await feed.SendTextAsync("ping");
        string? text;
        do
        {
            text = await feed.ReceiveTextAsync("waiting for an answer to ping");
        }
        while (text is not (null or "pong"));
        Assert.Equal("pong", text);
    }
}
