using System.Diagnostics;
using MeetingIntel.Observability;

namespace MeetingIntel.Api.Live;

/// <summary>The way of a batch of events through this front-end, for its trace: from the observer to the first dashboard that has taken all of it.</summary>
internal sealed class FeedDelivery
{
    private Activity? _span;

    private FeedDelivery(Activity span) => _span = span;

    /// <summary>A batch has come.</summary>
    /// <param name="sessionId">Its session.</param>
    /// <param name="trace">The recorded span that committed it, if any.</param>
    /// <returns><see langword="null"/> unless it is recorded.</returns>
    public static FeedDelivery? Begin(string sessionId, string? trace)
    {
        if (MeetingTrace.Continue(MeetingTrace.Deliver, trace) is not { } span)
        {
            return null;
        }

        span.SetTag(MeetingTrace.SessionTag, sessionId);
        return new FeedDelivery(span);
    }

    /// <summary>A dashboard has taken it; later ones change nothing.</summary>
    public void Taken() => Interlocked.Exchange(ref _span, null).End();
}
