using MeetingIntel.Storage.Timeline;
using MeetingIntel.Timeline;

namespace MeetingIntel.Grains.Sessions;

/// <summary>What to append, or why nothing may be.</summary>
/// <param name="Events">Events to append; empty when all is as it should be already.</param>
/// <param name="Advances">Audio whose outcome they are.</param>
/// <param name="Error">Set when the command is refused.</param>
internal sealed record Decision(IReadOnlyList<SessionEventData> Events, IReadOnlyList<ChannelAdvance> Advances, GrainError? Error)
{
    /// <summary>All is as it should be already.</summary>
    public static readonly Decision Nothing = new([], [], null);

    public static implicit operator Decision(GrainError error) => new([], [], error);

    public static implicit operator Decision(SessionEventData[] events) => new(events, [], null);

    public static implicit operator Decision(List<SessionEventData> events) => new(events, [], null);
}
