using MeetingIntel.Transcription;

namespace MeetingIntel.SttTasks;

/// <summary>More of what is said in audio that came with its task. Source: ASTRA.</summary>
/// <param name="Channel">The task's id: the newest of a task replaces the one before.</param>
/// <param name="AudioChunkId">The client's own name for the audio.</param>
/// <param name="Delta">What is new; a watcher that does not keep up misses some.</param>
/// <param name="Transcript">All so far.</param>
[GenerateSerializer, Immutable, Alias("mi.signal.stt-task")]
public sealed record SttTaskHeard(string Channel, [property: Id(0)] string AudioChunkId, [property: Id(1)] string Delta, [property: Id(2)] string Transcript)
    : LiveSignal(Channel);
