using Orleans.Calls;
using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Runs the deliveries to a subscriber that is not a grain.</summary>
internal sealed class StreamClient(SiloRuntime runtime) : RequestMailbox(runtime.WaitingLimit)
{
    internal new GrainId Id { get; } = GrainId.Create("sys.streamclient", Guid.NewGuid().ToString("N"));

    internal override object? Target => this;

    internal override bool IsGone => false;

    protected override bool IsOpen => true;

    public override string ToString() => Id.ToString();

    protected override void OnTurnFailed(Exception exception) => runtime.Log.TurnFailed(Id, exception);
}
