using System.Globalization;
using MeetingIntel.Bench.Chaos.Report;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>What a client of Astro's was shown in a room: only some of the timeline's events, under Astro's names, each once and in order.</summary>
/// <param name="client">Whose this is.</param>
/// <param name="evidence">The log.</param>
internal sealed class RoomEvents(string client, Evidence evidence)
{
    private readonly List<RoomEvent> _events = [];

    /// <summary>What was shown, in order.</summary>
    public IReadOnlyList<RoomEvent> Events => _events;

    /// <summary>The newest event that was shown; 0: none.</summary>
    public long Seq => _events.Count == 0 ? 0 : _events[^1].Seq;

    /// <summary>An event came.</summary>
    /// <param name="seq">Its place on the timeline.</param>
    /// <param name="name">Astro's name.</param>
    /// <param name="text">What was said; <see langword="null"/> where nothing was.</param>
    public void OnEvent(long seq, string name, string? text)
    {
        if (seq <= Seq)
        {
            evidence.Violate("no duplicates", string.Create(CultureInfo.InvariantCulture, $"{client}: event {seq} came in the room behind event {Seq}"));
            return;
        }

        _events.Add(new RoomEvent(seq, name, text));
        evidence.Write("room-event", ("client", client), ("seq", seq), ("event", name), ("text", text));
    }
}

/// <summary>An event as Astro's clients hear it.</summary>
/// <param name="Seq">Its place on the timeline.</param>
/// <param name="Name">Astro's name.</param>
/// <param name="Text">What was said; <see langword="null"/> where nothing was.</param>
internal readonly record struct RoomEvent(long Seq, string Name, string? Text);
