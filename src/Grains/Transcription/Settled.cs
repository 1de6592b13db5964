using System.Diagnostics;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>The audio before a byte has its outcome: a text, a gap, or silence.</summary>
/// <param name="Until">The byte.</param>
/// <param name="Segment">The text.</param>
/// <param name="Gap">The gap.</param>
internal sealed record Settled(long Until, TranscriptSegment? Segment, TranscriptGap? Gap)
{
    /// <summary>The clock's timestamp of when the last audio of the text was received, if that is still known.</summary>
    public long? SpokenAt { get; init; }

    /// <summary>The text's trace, if it is recorded.</summary>
    public UtteranceTrace? Trace { get; init; }
}

/// <summary>What was settled while a commit was under way and is committed together, for those who measure it.</summary>
internal sealed class SettledBatch
{
    private readonly List<Settled> _items = [];

    /// <summary>The span that the commit belongs to: that of the first text that is traced. What comes after the commit is part of this one's trace.</summary>
    public Activity? Trace { get; private set; }

    public void Add(Settled item)
    {
        if (item.Segment is null && item.Gap is null)
        {
            return;
        }

        _items.Add(item);
        if (item.Trace?.Commit is not { } commit)
        {
            return;
        }

        if (Trace is null)
        {
            Trace = commit;
        }
        else
        {
            commit.AddLink(new ActivityLink(Trace.Context));
        }
    }

    public void Committed(TimeProvider clock)
    {
        foreach (var item in _items)
        {
            item.Trace?.End();
            if (item.Gap is { } gap)
            {
                SpeechMetrics.Gap(gap.Reason);
            }
            else
            {
                SpeechMetrics.Committed(item.SpokenAt is { } spoken ? clock.GetElapsedTime(spoken) : null);
            }
        }
    }

    public void Failed(Exception failure)
    {
        foreach (var item in _items)
        {
            item.Trace?.End(failure.GetType().Name);
        }
    }
}
