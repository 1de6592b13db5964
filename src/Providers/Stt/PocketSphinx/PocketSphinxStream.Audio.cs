using MeetingIntel.Providers.Stt.Endpointing;

namespace MeetingIntel.Providers.Stt.PocketSphinx;

/// <summary>The steps' way to the audio that waits, and what they say of it. On the scheduler's threads.</summary>
internal sealed partial class PocketSphinxStream
{
    private long _watermark;

    /// <summary>Takes the next frame to listen to: a whole one, or what is left before a boundary.</summary>
    private bool TakeFrame(short[] scratch, out ReadOnlySpan<short> frame, out bool boundary)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            boundary = _boundaries.TryPeek(out var limit);
            var left = (boundary ? limit : _audio.End) - _listened;
            var count = (int)Math.Min(left, VoiceDetector.FrameSamples);
            boundary &= left <= VoiceDetector.FrameSamples;
            frame = default;
            if (count < VoiceDetector.FrameSamples && !boundary)
            {
                return false;
            }

            frame = scratch.AsSpan(0, count);
            _audio.CopyTo(_listened, scratch.AsSpan(0, count));
            _listened += count;
            if (_room is not null && _audio.End - _listened <= InputCapacity / 2)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.SetResult();
        return true;
    }

    private ReadOnlySpan<short> Read(long position, int count, short[] scratch)
    {
        lock (_gate)
        {
            _audio.CopyTo(position, scratch.AsSpan(0, count));
        }

        return scratch.AsSpan(0, count);
    }

    private void LeaveBoundary()
    {
        bool last;
        lock (_gate)
        {
            _ = _boundaries.Dequeue();
            last = _completed && _boundaries.Count == 0;
        }

        if (last)
        {
            _over = true;
            _ = _events.Writer.TryComplete();
        }
    }

    /// <summary>All audio before has its outcome: nothing reaches back there any more.</summary>
    private void Settle(long position, bool say)
    {
        _endpointer.Settle(position);
        if (say && position > _watermark)
        {
            Say(new SttWatermark(SampleClock.Time(position)));
        }

        _watermark = say ? Math.Max(_watermark, position) : _watermark;
        lock (_gate)
        {
            _audio.DiscardBefore(position);
        }
    }

    private void Say(SttEvent said)
    {
        if (said is SttFinal final)
        {
            _watermark = final.Watermark.Ticks / (TimeSpan.TicksPerSecond / SampleClock.SampleRate);
        }

        if (!_events.Writer.TryWrite(said))
        {
            throw new InvalidOperationException("A step said more than there is room for.");
        }
    }
}
