using System.Runtime.InteropServices;
using MeetingIntel.Providers.Media;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>Tells the session's feed how far a channel is, and its timeline when it falls behind.</summary>
/// <param name="key">The channel.</param>
/// <param name="session">Its session.</param>
/// <param name="hearsPartials">Whether the provider says how far it has listened while somebody speaks.</param>
/// <param name="delayed">Whether the timeline says that the channel is behind.</param>
internal sealed class ChannelMonitor(TranscriptionKey key, ISessionGrain session, bool hearsPartials, bool delayed)
{
    private static readonly TimeSpan Recovered = TimeSpan.FromSeconds(1.5);

    // A provider without partials tells nothing until a sentence ends, and a sentence is split at 20 s.
    private readonly TimeSpan _behind = TimeSpan.FromSeconds(hearsPartials ? 4 : 25);

    // The loudness told is that of the last 20 to 100 ms, by the channel's rate.
    private const int LevelBytes = 1920;

    private ReadOnlyMemory<byte> _newest;
    private (string?, long, long, double) _told;
    private string? _faulted;
    private bool _delayed = delayed;

    /// <summary>Takes the newest audio, whose loudness is told.</summary>
    /// <param name="pcm">16-bit mono samples; not changed any more.</param>
    public void Hear(ReadOnlyMemory<byte> pcm)
    {
        if (!pcm.IsEmpty)
        {
            _newest = pcm[^Math.Min(pcm.Length, LevelBytes)..];
        }
    }

    /// <summary>How far a connection's audio is.</summary>
    public ChannelProgress Progress(TranscriptionRun run, string? connection) => Progress(run, connection, Level());

    /// <summary>Why a connection must close: its client is to send again from what is committed.</summary>
    public ChannelProgress Unheard(string connection, long acked) => new(key.Channel, connection, acked, acked, 0, 0, PcmLevel.Silence, ChannelProgress.Resend);

    public Task TellAsync(TranscriptionRun run, string? connection) => TellAsync(run, connection, Level());

    public Task TellIfChangedAsync(TranscriptionRun run, string? connection)
    {
        var level = Level();
        return _told == (connection, run.Received, run.Acked, level) ? Task.CompletedTask : TellAsync(run, connection, level);
    }

    /// <summary>Makes a connection close, so that its client sends again from what is committed.</summary>
    public Task FaultAsync(string? connection, long acked, ResendReason reason)
    {
        if (connection is null || connection == _faulted)
        {
            return Task.CompletedTask;
        }

        _faulted = connection;
        SpeechMetrics.Resend(reason);
        return session.SignalAsync(Unheard(connection, acked));
    }

    public async Task ReportDelayAsync(TranscriptionRun run)
    {
        var lag = run.Lag;
        if (run.IsStuck || (_delayed ? lag > Recovered : lag < _behind))
        {
            return;
        }

        var result = await session.ReportDelayAsync(new ReportDelay(key.Channel, Math.Round(lag.TotalSeconds, 1), !_delayed));
        if (result.Succeeded)
        {
            _delayed = !_delayed;
        }
    }

    private Task TellAsync(TranscriptionRun run, string? connection, double level)
    {
        // While the session is away a signal would only fail, four times a second and channel, and fill the log.
        if (run.IsStuck)
        {
            return Task.CompletedTask;
        }

        _told = (connection, run.Received, run.Acked, level);
        return session.SignalAsync(Progress(run, connection, level));
    }

    private ChannelProgress Progress(TranscriptionRun run, string? connection, double level) => new(
        key.Channel, connection ?? "", run.Received, run.Acked, Math.Round(run.Lag.TotalSeconds, 2), Math.Round(run.AckLag.TotalSeconds, 2), level, null);

    private double Level() => Math.Round(PcmLevel.Measure(MemoryMarshal.Cast<byte, short>(_newest.Span)), 1);
}
