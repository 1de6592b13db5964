using MeetingIntel.Api.Live;

namespace MeetingIntel.Api.Replay;

/// <summary>Something that a live watcher saw.</summary>
/// <param name="Message">The very message.</param>
/// <param name="At">When.</param>
/// <param name="Seq">Its place on the timeline; 0: it has none.</param>
internal sealed record ReplayItem(WireMessage Message, DateTimeOffset At, long Seq = 0);
