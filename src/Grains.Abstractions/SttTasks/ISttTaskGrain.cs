namespace MeetingIntel.SttTasks;

/// <summary>One task: sees to it that it does not stay pending for ever. Key: the task id. What it is stands on its session's timeline.</summary>
[Alias("mi.ISttTaskGrain")]
public interface ISttTaskGrain : IGrainWithStringKey
{
    /// <summary>Registers the task, and from then on expects to hear what came of it.</summary>
    /// <param name="command">What is to be transcribed.</param>
    /// <returns>The task, pending; or <c>session.not-found</c>.</returns>
    [Alias("RegisterAsync")]
    Task<GrainResult<SttTask>> RegisterAsync(RegisterSttTask command);

    /// <summary>Says what came of the task. The same again is no news.</summary>
    /// <param name="sessionId">The session it is to belong to.</param>
    /// <param name="command">The outcome.</param>
    /// <returns>The task as it stands; or <c>stt-task.not-found</c>, or <c>stt-task.settled</c> when something else is known to have come of it.</returns>
    [Alias("SettleAsync")]
    Task<GrainResult<SttTask>> SettleAsync(string sessionId, SettleSttTask command);
}
