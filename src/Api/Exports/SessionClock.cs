using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Exports;

/// <summary>
/// The clock of a whole session: zero is when it first began. Each audio channel counts its own audio; where that began again, by whoever sends it, it is put where
/// it began on the session's clock, but never before the channel's audio of before has ended: a recording is heard faster than it was spoken.
/// </summary>
internal sealed class SessionClock
{
    private const int BytesPerSample = 2;

    private readonly Dictionary<string, List<Opening>> _channels = new(StringComparer.Ordinal);
    private readonly List<Opening> _lines = [];
    private readonly DateTimeOffset _created;
    private DateTimeOffset? _began;

    /// <summary>A session that has not begun.</summary>
    /// <param name="created">When it was created.</param>
    public SessionClock(DateTimeOffset created) => _created = created;

    /// <summary>The events that move the clock.</summary>
    public static IReadOnlyList<string> Types { get; } = ["session.started", "channel.opened"];

    /// <summary>When the session first began, or was created.</summary>
    public DateTimeOffset Zero => _began ?? _created;

    /// <summary>Takes the next event in.</summary>
    /// <param name="entry">An event of one of <see cref="Types"/>.</param>
    public void Add(SessionEvent entry)
    {
        switch (entry.Data)
        {
            case SessionStarted:
                _began ??= entry.At;
                // Lines that come as text are counted from when the session began last.
                _lines.Add(new(entry.Seq, 0, SecondsAt(entry.At), 0, 0));
                break;
            case ChannelOpened opened:
                Open(entry, opened);
                break;
            default:
                break;
        }
    }

    /// <summary>A moment of a channel's audio on the session's clock, seconds; not before its zero.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="seq">The event that said something of that moment: later than the opening that the audio came after.</param>
    /// <param name="seconds">On the channel's own clock.</param>
    public double SecondsOf(string channel, long seq, double seconds)
    {
        var openings = _channels.GetValueOrDefault(channel, _lines);
        for (var i = openings.Count - 1; i >= 0; i--)
        {
            if (openings[i].Seq < seq)
            {
                return Math.Max(0, openings[i].Session + seconds - openings[i].Audio);
            }
        }

        return Math.Max(0, seconds);
    }

    private void Open(SessionEvent entry, ChannelOpened opened)
    {
        if (!_channels.TryGetValue(opened.Channel, out var openings))
        {
            _channels[opened.Channel] = openings = [];
        }

        if (openings.Count == 0)
        {
            openings.Add(new(entry.Seq, 0, SecondsAt(entry.At), opened.Offset, opened.SampleRate));
            return;
        }

        var last = openings[^1];
        // One that does not say where it goes on is of an older build, and goes on as it was.
        var heard = Math.Max(0, opened.Offset - last.Offset) / (double)(last.SampleRate * BytesPerSample);
        openings.Add(opened.Offset < last.Offset
            ? last with { Seq = entry.Seq, SampleRate = opened.SampleRate }
            : new(entry.Seq, last.Audio + heard, Math.Max(last.Session + heard, SecondsAt(entry.At)), opened.Offset, opened.SampleRate));
    }

    private double SecondsAt(DateTimeOffset at) => Math.Max(0, (at - Zero).TotalSeconds);

    /// <param name="Seq">The event.</param>
    /// <param name="Audio">Where the channel's own clock stood, seconds.</param>
    /// <param name="Session">Where the session's did.</param>
    /// <param name="Offset">The channel's bytes before it.</param>
    /// <param name="SampleRate">Samples a second from there on.</param>
    private readonly record struct Opening(long Seq, double Audio, double Session, long Offset, int SampleRate);
}
