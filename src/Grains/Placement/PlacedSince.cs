namespace MeetingIntel.Grains.Placement;

/// <summary>
/// Counts what was placed on a silo that its reports can't show yet. A report may have been on its way already when something was placed, so a
/// placement counts until the second report after it.
/// </summary>
internal struct PlacedSince
{
    private long _report;
    private int _since;
    private int _before;

    /// <summary>Counts a placement.</summary>
    /// <param name="report">Number of the newest report.</param>
    public void Add(long report)
    {
        Advance(report);
        _since++;
    }

    /// <summary>Placements that the newest report need not show.</summary>
    /// <param name="report">Its number.</param>
    public int Count(long report)
    {
        Advance(report);
        return _since + _before;
    }

    private void Advance(long report)
    {
        if (report == _report)
        {
            return;
        }

        _before = report == _report + 1 ? _since : 0;
        _since = 0;
        _report = report;
    }
}
