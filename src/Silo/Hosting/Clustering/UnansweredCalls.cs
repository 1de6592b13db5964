namespace MeetingIntel.Silo.Hosting.Clustering;

/// <summary>
/// Ends calls of a front-end that a lost silo will not answer. Silos do that for their own calls; a client of theirs would wait for the whole time of a call,
/// and a meeting's audio with it.
/// </summary>
/// <param name="answers">Until when answers can come.</param>
internal sealed class UnansweredCalls(AwaitedAnswers answers) : IOutgoingGrainCallFilter
{
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        var loss = answers.Loss;
        var call = context.Invoke();
        try
        {
            await call.WaitAsync(loss);
        }
        catch (OperationCanceledException lost) when (loss.IsCancellationRequested)
        {
            if (call.IsCompleted)
            {
                // The answer came in the same moment.
                await call;
                return;
            }

            throw new TimeoutException("A silo was lost while it may have been doing this; whether it was done is not known.", lost);
        }
    }
}
