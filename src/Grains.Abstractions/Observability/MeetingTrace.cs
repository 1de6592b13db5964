using System.Diagnostics;

namespace MeetingIntel.Observability;

/// <summary>
/// The product's own spans. One trace for each utterance: from its audio over the provider, the session and the journal to insights and dashboards, whichever
/// processes they are in. Nothing is made while nobody listens to <see cref="SourceName"/>, nor of a trace that was not chosen to be recorded.
/// </summary>
/// <remarks>
/// No span is found through <see cref="Activity.Current"/>: grains live longer than the call that woke them. A parent is always named, and travels as text
/// (W3C <c>traceparent</c>): with calls in <see cref="CallContext"/>, with stream items and observer batches as a field. Tags hold no word, no name, no secret.
/// </remarks>
public static class MeetingTrace
{
    /// <summary>Name of the activity source.</summary>
    public const string SourceName = "MeetingIntel";

    /// <summary>Root: something was said on a channel, from receiving its first audio to its text being on record.</summary>
    public const string Utterance = "utterance";

    /// <summary>The provider hears an utterance.</summary>
    public const string Hear = "utterance hear";

    /// <summary>An utterance's text waits for, and gets, its place on the timeline.</summary>
    public const string Commit = "utterance commit";

    /// <summary>A session decides on events and appends them.</summary>
    public const string Append = "session append";

    /// <summary>The transaction that put an append on disk.</summary>
    public const string JournalCommit = "journal commit";

    /// <summary>An analysis pass over what was said.</summary>
    public const string InsightPass = "insight pass";

    /// <summary>Committed events on their way from the session's observer to the first dashboard of a front-end.</summary>
    public const string Deliver = "feed deliver";

    /// <summary>Tag of a span: the session's id.</summary>
    public const string SessionTag = "meetingintel.session.id";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins a trace.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="since">When it began.</param>
    /// <param name="connection">The span that it came through, which lasts longer than it; becomes a link.</param>
    /// <returns><see langword="null"/> unless it is recorded.</returns>
    public static Activity? Begin(string name, DateTimeOffset since, string? connection) =>
        Source.HasListeners() ? Start(name, default, since, Links(connection is null ? [] : [connection])) : null;

    /// <summary>Begins a span below another one.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="parent">The other one, as <see cref="Activity.Id"/> wrote it; <see langword="null"/>: nobody traces this.</param>
    /// <param name="since">When it began; by default now.</param>
    /// <param name="others">Spans that it also continues; become links.</param>
    /// <returns><see langword="null"/> unless it is recorded.</returns>
    public static Activity? Continue(string name, string? parent, DateTimeOffset since = default, IReadOnlyCollection<string>? others = null) =>
        parent is not null && Source.HasListeners() && ActivityContext.TryParse(parent, null, isRemote: true, out var context)
            ? Start(name, context, since, Links(others ?? []))
            : null;

    /// <summary>Ends a span.</summary>
    /// <param name="span">The span, if it is recorded.</param>
    /// <param name="failure">A stable code when what it stands for failed.</param>
    public static void End(this Activity? span, string? failure = null)
    {
        if (span is null)
        {
            return;
        }

        if (failure is not null)
        {
            span.SetStatus(ActivityStatusCode.Error, failure);
            span.SetTag("error.type", failure);
        }

        // Ending a span makes the one before it current, also where that is somebody else's.
        var current = Activity.Current;
        span.Stop();
        Activity.Current = ReferenceEquals(current, span) ? null : current;
    }

    private static Activity? Start(string name, ActivityContext parent, DateTimeOffset since, IEnumerable<ActivityLink>? links)
    {
        var current = Activity.Current;
        try
        {
            Activity.Current = null;
            return Source.StartActivity(ActivityKind.Internal, parent, tags: null, links, since, name) is { Recorded: true } recorded ? recorded : null;
        }
        finally
        {
            Activity.Current = current;
        }
    }

    private static List<ActivityLink>? Links(IReadOnlyCollection<string> spans)
    {
        List<ActivityLink>? links = null;
        foreach (var span in spans)
        {
            if (ActivityContext.TryParse(span, null, isRemote: true, out var context))
            {
                (links ??= []).Add(new ActivityLink(context));
            }
        }

        return links;
    }
}
