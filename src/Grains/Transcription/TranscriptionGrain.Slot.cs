using MeetingIntel.Grains.Placement;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Transcription;

/// <summary>
/// A channel that is transcribed holds one of the silo's slots: while its client sends or audio waits for its outcome, is about to, or was promised one. A
/// client that has gone keeps none.
/// </summary>
internal sealed partial class TranscriptionGrain
{
    /// <summary>So long a slot is kept for somebody who is about to open the channel.</summary>
    private static readonly TimeSpan Reservation = TimeSpan.FromSeconds(5);

    private static readonly GrainError Full = new(
        GrainErrorKind.Unavailable, "cluster.full", "All servers transcribe as many channels as they can; try again in a moment.");

    private readonly ChannelSlot _slot = new(slots);
    private IGrainTimer? _reservation;
    private bool _opening;

    public Task<GrainError?> ReserveAsync()
    {
        if (!TryHoldSlot())
        {
            return Task.FromResult<GrainError?>(Full);
        }

        _reservation?.Dispose();
        _reservation = this.RegisterGrainTimer(
            static (grain, _) => grain.EndReservationAsync(), this, new GrainTimerCreationOptions { DueTime = Reservation, Period = Timeout.InfiniteTimeSpan });
        return Task.FromResult<GrainError?>(null);
    }

    public async Task<GrainResult<AudioOpened>> OpenAsync(OpenAudio command)
    {
        // What is refused must not leave an open channel in the session, so there is a slot before the session is asked.
        if (!TryHoldSlot())
        {
            return Full;
        }

        _opening = true;
        try
        {
            return await OpenWithSlotAsync(command);
        }
        finally
        {
            _opening = false;
            ReleaseUnusedSlot();
        }
    }

    /// <summary>Has a slot, or makes the next try find another silo: where there is no room, nobody is to come back to.</summary>
    private bool TryHoldSlot()
    {
        if (_slot.TryHold())
        {
            return true;
        }

        DeactivateOnIdle();
        return false;
    }

    private Task EndReservationAsync()
    {
        ReleaseUnusedSlot();
        return Task.CompletedTask;
    }

    /// <summary>Gives the slot back when nothing has come for a while, and all of it was heard.</summary>
    private void ReleaseIdleSlot(TranscriptionRun current, TimeSpan silentFor)
    {
        if (silentFor > GoneAfter && current.Heard >= current.Received && !_opening)
        {
            _slot.Release();
        }
    }

    /// <summary>Gives the slot back when there is no run and none is about to begin.</summary>
    private void ReleaseUnusedSlot()
    {
        if (_run is null && !_opening)
        {
            _slot.Release();
        }
    }
}
