using System.Text.Json;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Api.Tests.Transcription;

/// <summary>The raw audio socket: what a client hears that behaves.</summary>
public sealed class AudioSocketTests(ApiServer server)
{
    [Fact]
    public async Task Stream_InFrames_IsAckedByOutcomeAndOnRecord()
    {
        var id = await server.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(5);
        await using var client = await AudioClient.ConnectAsync(server, id, "channel=mic&encoding=linear16&sample_rate=16000&channels=1&speaker=Ana&offset=0");

        Assert.Equal(0, await client.ReadyAsync());
        await client.SendInFramesAsync(pcm);
        var heard = await client.StopAndFinishAsync();

        Assert.Equal(1000, client.CloseCode);
        var finals = heard.Where(AudioClient.Is("final")).ToList();
        Assert.Equal(["w1", "w2", "w3", "w4", "w5"], finals.ConvertAll(final => final.GetProperty("text").GetString()!));
        Assert.All(finals, final => Assert.True(final.GetProperty("seq").GetInt64() > 0));
        Assert.Equal("w1", finals[0].GetProperty("words")[0].GetProperty("text").GetString());
        Assert.Equal("Ana", finals[0].GetProperty("speaker").GetString());
        Assert.InRange(finals[1].GetProperty("start").GetDouble(), 0.39, 0.41);
        var last = heard[^1];
        Assert.Equal("ack", last.GetProperty("type").GetString());
        Assert.Equal(pcm.Length, last.GetProperty("offset").GetInt64());
        var acks = heard.Where(AudioClient.Is("ack")).Select(ack => ack.GetProperty("offset").GetInt64()).ToList();
        Assert.Equal(acks.Order(), acks);
        Assert.Equal(["w1", "w2", "w3", "w4", "w5"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Stream_WithoutParameters_TakesTheDefaults()
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id);
        await client.ReadyAsync();
        Assert.True((await server.GetJsonAsync($"/api/sessions/{id}")).GetProperty("deepgram_active").GetBoolean());
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.StopAndFinishAsync();

        var session = await server.GetJsonAsync($"/api/sessions/{id}");
        Assert.False(session.GetProperty("deepgram_active").GetBoolean());
        var channel = session.GetProperty("channels")[0];
        Assert.Equal("mic", channel.GetProperty("name").GetString());
        Assert.Equal(16_000, channel.GetProperty("sample_rate").GetInt32());
        Assert.False(channel.GetProperty("open").GetBoolean());
    }

    [Fact]
    public async Task Partial_WhileSpeaking_ComesBeforeTheFinal()
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id, "speaker=Ana");
        await client.ReadyAsync();

        await client.SendAsync(ScriptedAudio.Word(7, 600));
        var partial = await client.Socket.ReceiveAsync("waiting for a partial", AudioClient.Is("partial"));
        await client.FinalizeAsync();
        var final = await client.FinalAsync("w7");

        Assert.Equal("w7", partial.GetProperty("text").GetString());
        Assert.True(partial.GetProperty("end").GetDouble() > partial.GetProperty("start").GetDouble());
        Assert.Equal("mic", final.GetProperty("channel").GetString());
    }

    [Fact]
    public async Task Stereo_Interleaved_BecomesTwoChannelsWithTheirSpeakers()
    {
        var id = await server.StartSessionAsync();
        var left = ScriptedAudio.Sentences(3, first: 1);
        var right = ScriptedAudio.Sentences(3, first: 101);
        await using var client = await AudioClient.ConnectAsync(server, id, "channel=call&channels=2&speaker=Ana,Bob&offset=0");

        await client.ReadyAsync();
        await client.SendInFramesAsync(Interleave(left, right), frame: 1280);
        var heard = await client.StopAndFinishAsync();

        Assert.Equal(1000, client.CloseCode);
        Assert.Equal(left.Length + right.Length, heard[^1].GetProperty("offset").GetInt64());
        var segments = (await server.GetJsonAsync($"/api/sessions/{id}/transcript")).GetProperty("segments").EnumerateArray().ToList();
        Assert.Equal(["w1", "w2", "w3"], TextsOf(segments, "call.left", "Ana"));
        Assert.Equal(["w101", "w102", "w103"], TextsOf(segments, "call.right", "Bob"));
    }

    [Fact]
    public async Task SessionEnds_WhileSending_EverythingReceivedIsHeardFirst()
    {
        var id = await server.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(server, id);
        await client.ReadyAsync();
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await client.FinalAsync("w1");
        await client.SendAsync(ScriptedAudio.Word(2, 400));
        await client.Socket.ReceiveAsync("waiting for the second word to be on its way", AudioClient.Is("partial"));

        await server.EndSessionAsync(id);

        Assert.Equal("session.ended", await client.RefusedAsync());
        Assert.Equal(4410, client.CloseCode);
        Assert.Equal(["w1", "w2"], await server.TranscriptAsync(id));
    }

    /// <summary>Audio that comes after the end is thrown away. Nobody may be told that all is on record then, also when the client says stop behind it.</summary>
    [Fact]
    public async Task SessionEnds_AndMoreComesWithAStop_IsNotAnEndInGoodOrder()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var own = new ApiServer(server.Postgres);
        own.Stt.Gate = gate.Task;
        await own.InitializeAsync();
        var id = await own.StartSessionAsync();
        await using var client = await AudioClient.ConnectAsync(own, id, offset: 0);
        await client.ReadyAsync();
        await client.SendAsync(ScriptedAudio.Sentences(1));
        await using var feed = await FeedClient.ConnectAsync(own, id, after: 0);

        await own.EndSessionAsync(id);
        await feed.EventAsync("session.ended");
        await client.SendAsync(ScriptedAudio.Sentences(1, first: 2));
        await client.StopAsync();
        gate.SetResult();

        Assert.Equal("session.ended", await client.RefusedAsync());
        Assert.Equal(4410, client.CloseCode);
    }

    [Fact]
    public async Task Goodbye_WithoutStop_WhatWasSentIsStillHeard()
    {
        var id = await server.StartSessionAsync();
        await using (var client = await AudioClient.ConnectAsync(server, id))
        {
            await client.ReadyAsync();
            await client.SendAsync(ScriptedAudio.Sentences(2));
            await client.Socket.CloseAsync();
        }

        await server.EndSessionAsync(id);
        await using var feed = await FeedClient.ConnectAsync(server, id, after: 0);
        await feed.EventAsync("channel.closed");
        Assert.Equal(["w1", "w2"], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task ManyFrames_SentAtOnce_ArriveWhole()
    {
        var id = await server.StartSessionAsync();
        var pcm = ScriptedAudio.Sentences(50, speech: 100, silence: 150);
        await using var client = await AudioClient.ConnectAsync(server, id, "channel=burst&offset=0");
        await client.ReadyAsync();

        await client.SendInFramesAsync(pcm, frame: 2);
        await client.StopAndFinishAsync();

        Assert.Equal([.. Enumerable.Range(1, 50).Select(word => $"w{word}")], await server.TranscriptAsync(id));
    }

    [Fact]
    public async Task Frame_OfTheLargestSize_InPieces_IsTaken()
    {
        var id = await server.StartSessionAsync();
        var frame = new byte[64 * 1024];
        ScriptedAudio.Sentences(3).AsSpan()[..38_400].CopyTo(frame);
        await using var client = await AudioClient.ConnectAsync(server, id, offset: 0);
        await client.ReadyAsync();

        await client.Socket.SendBytesAsync(frame.AsMemory(0, 10_001), endOfMessage: false);
        await client.Socket.SendBytesAsync(frame.AsMemory(10_001), endOfMessage: true);
        var heard = await client.StopAndFinishAsync();

        Assert.Equal(frame.Length, heard[^1].GetProperty("offset").GetInt64());
        Assert.Equal(["w1", "w2", "w3"], await server.TranscriptAsync(id));
    }

    private static byte[] Interleave(byte[] left, byte[] right)
    {
        var stereo = new byte[left.Length + right.Length];
        for (var at = 0; at < left.Length; at += 2)
        {
            left.AsSpan(at, 2).CopyTo(stereo.AsSpan(2 * at));
            right.AsSpan(at, 2).CopyTo(stereo.AsSpan((2 * at) + 2));
        }

        return stereo;
    }

    private static List<string> TextsOf(List<JsonElement> segments, string channel, string speaker) => [.. segments
        .Where(segment => segment.GetProperty("channel").GetString() == channel && segment.GetProperty("speaker").GetString() == speaker)
        .Select(segment => segment.GetProperty("text").GetString()!)];
}
