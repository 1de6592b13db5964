using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>Makes recordings, on servers that let nobody in without a token.</summary>
internal static class KeptAudio
{
    /// <summary>Keeps what a microphone hears, in a session of its own or in one that keeps its audio.</summary>
    /// <param name="server">The server.</param>
    /// <param name="token">Of whoever records.</param>
    /// <param name="session">The session, if there is one.</param>
    /// <param name="channel">The microphone's channel.</param>
    public static async Task<(string Session, string Id, string Url)> RecordAsync(this ApiServer server, string? token, string? session = null, string channel = "mic")
    {
        using var client = new Client(server, token);
        session ??= (await client.DoAsync(HttpMethod.Post, "/api/sessions", new { name = "Kept", record = true })).Text("id");
        await using var feed = await FeedClient.ConnectAsync(server, session, token: token);
        await using (var microphone = await AudioClient.ConnectAsync(server, session, $"channel={channel}", token))
        {
            await microphone.ReadyAsync();
            await microphone.SendInFramesAsync(ScriptedAudio.Sentences(3));
            await microphone.StopAndFinishAsync();
        }

        await feed.EventAsync("recording.available");
        var made = (await client.ReadAsync($"/api/sessions/{session}/recordings")).GetProperty("recordings").EnumerateArray().Single(recording => recording.Text("channel") == channel);
        return (session, made.Text("id"), made.Text("url"));
    }
}
