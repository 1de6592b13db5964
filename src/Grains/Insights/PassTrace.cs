using System.Diagnostics;
using MeetingIntel.Observability;

namespace MeetingIntel.Grains.Insights;

/// <summary>Which recorded spans the next analysis pass continues: it belongs to the first that gave it something to read, and links to the others.</summary>
internal sealed class PassTrace
{
    private const int MaxLinks = 16;

    private readonly List<string> _others = [];
    private string? _first;

    /// <summary>Something to read came.</summary>
    /// <param name="trace">The span that committed it, if recorded.</param>
    public void Note(string? trace)
    {
        if (trace is null)
        {
            return;
        }

        if (_first is null)
        {
            _first = trace;
        }
        else if (_others.Count < MaxLinks && trace != _first && !_others.Contains(trace))
        {
            _others.Add(trace);
        }
    }

    /// <summary>A pass begins, over all that came so far.</summary>
    /// <param name="sessionId">The session.</param>
    public Activity? Begin(string sessionId)
    {
        var pass = MeetingTrace.Continue(MeetingTrace.InsightPass, _first, others: _others);
        pass?.SetTag(MeetingTrace.SessionTag, sessionId);
        _first = null;
        _others.Clear();
        return pass;
    }
}
