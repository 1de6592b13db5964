using MeetingIntel.Observability;
using MeetingIntel.Sessions;
using MeetingIntel.Storage.Telemetry;
using MeetingIntel.Telemetry;

namespace MeetingIntel.Grains.Telemetry;

/// <summary>Keeps the newest point at hand: read once, then told of by whoever has put points on record.</summary>
[GrainType("telemetry-channel")]
internal sealed class TelemetryChannelGrain(ITelemetryReads reads, TimeProvider clock) : Grain, ITelemetryChannelGrain
{
    /// <summary>A channel is shown at most ten times a second.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private TelemetryKey _key;
    private NewestReading? _newest;
    private NewestReading? _shown;
    private long? _shownAt;
    private IGrainTimer? _later;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _key = TelemetryKey.Parse(this.GetPrimaryKeyString());
        return Task.CompletedTask;
    }

    public async Task<GrainResult<NewestReading>> GetNewestAsync()
    {
        if (CallContext.OrgId is { } orgId && _newest is null)
        {
            await ReadAsync(orgId);
        }

        if (_newest is not { } newest)
        {
            // Nobody has measured this, or it is not the caller's: no reason to stay.
            DeactivateOnIdle();
            return TelemetryErrors.UnknownChannel;
        }

        return CallContext.OrgId is { } caller && !string.Equals(caller, newest.OrgId, StringComparison.Ordinal) ? TelemetryErrors.UnknownChannel : newest;
    }

    public async Task ReportAsync(NewestReading newest)
    {
        if (_newest is null)
        {
            await ReadAsync(newest.OrgId);
        }

        // One that was erased and came back has another number.
        if (_newest is not { } known || known.Channel != newest.Channel || !known.Reading.IsBehind(newest.Reading))
        {
            _newest = newest;
            await ShowAsync();
        }
        else if (newest.Unit is not null)
        {
            _newest = known with { Unit = newest.Unit };
        }
    }

    private async Task ReadAsync(string orgId)
    {
        if (await reads.FindAsync(orgId, _key.SessionId, _key.Channel, CancellationToken.None) is { } channel
            && await reads.FindNewestAsync(orgId, channel.Id, CancellationToken.None) is { } reading)
        {
            _newest = new NewestReading(orgId, channel.Id, channel.Unit, reading);
        }
    }

    /// <summary>At once, unless it was shown a moment ago: then what is newest when the moment is over.</summary>
    private async Task ShowAsync()
    {
        var waited = _shownAt is { } shown ? clock.GetElapsedTime(shown) : Pace;
        if (waited < Pace)
        {
            _later ??= this.RegisterGrainTimer(ShowLaterAsync, new GrainTimerCreationOptions(Pace - waited, Timeout.InfiniteTimeSpan));
            return;
        }

        if (_newest is { } newest && newest != _shown)
        {
            (_shown, _shownAt) = (newest, clock.GetTimestamp());
            await GrainFactory.GetGrain<ISessionGrain>(_key.SessionId).SignalAsync(new TelemetryLatest(_key.Channel, newest.Reading.At, newest.Reading.Value, newest.Unit));
        }
    }

    private Task ShowLaterAsync(CancellationToken cancellationToken)
    {
        _later?.Dispose();
        _later = null;
        _shownAt = null;
        return ShowAsync();
    }
}
