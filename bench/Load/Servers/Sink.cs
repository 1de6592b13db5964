using System.Globalization;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Sockets;
using MeetingIntel.Bench.Load.Speech;

namespace MeetingIntel.Bench.Load.Servers;

/// <summary>The bare Kestrel app that only reads and counts.</summary>
internal sealed class Sink : IAsyncDisposable
{
    // Status 1000, big-endian.
    private static readonly byte[] NormalClosure = [0x03, 0xE8];

    private readonly ServerProcess _server;

    private Sink(ServerProcess server) => _server = server;

    public static async Task<Sink> StartAsync(Pinning pinning, string directory) =>
        new(await ServerProcess.StartAsync(Checkout.Output("bench/Sink", "MeetingIntel.Bench.Sink"), pinning, Path.Combine(directory, "sink.log")));

    /// <summary>CPU seconds of the server so far.</summary>
    public double CpuSeconds() => CpuTime.OfProcess(_server.Id);

    /// <summary>Frames read so far.</summary>
    public async Task<long> FramesAsync() => long.Parse(await _server.Http.GetStringAsync(new Uri("frames", UriKind.Relative)), CultureInfo.InvariantCulture);

    /// <summary>Connects; nothing is answered.</summary>
    public Speaker Speak(int number, Script script, Figures figures, int sendBuffer) => Speak("/sink", number, script, figures, sendBuffer);

    /// <summary>Connects; the frames that end sentences are answered.</summary>
    public Speaker Converse(int number, Script script, Figures figures) =>
        Speak(string.Create(CultureInfo.InvariantCulture, $"/sink?first={script.EndOf(0)}&every={script.SentenceFrames}"), number, script, figures, 0);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Speaker Speak(string path, int number, Script script, Figures figures, int sendBuffer)
    {
        var farewell = new byte[16];
        var size = ClientFrame.Write(Opcode.Close, NormalClosure, farewell);
        var name = string.Create(CultureInfo.InvariantCulture, $"sink connection {number}");
        return new Speaker(name, WebSocketClient.Connect(_server.Port, path, sendBuffer), script, farewell[..size], figures);
    }
}
