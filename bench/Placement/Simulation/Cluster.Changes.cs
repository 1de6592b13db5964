namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>Silos that go, and where what was on them comes to life again.</summary>
internal sealed partial class Cluster
{
    /// <summary>The next batch of the rolling update: each silo of it leaves, and its successor joins.</summary>
    /// <param name="first">The first silo that has not been updated.</param>
    private void UpdateSome(int first)
    {
        var batch = Math.Max(1, (int)(Outcome.Silos * _options.UpdateShare));
        var next = first;
        for (; next < Outcome.Silos && next < first + batch; next++)
        {
            if (Silos[next].Dead)
            {
                continue;
            }

            Leave(next);
            Evacuate(next, within: 5);
            Silos[next].Die(_now);
            _calendar.Add(new Happening(What.Joins), _now + Restart);
        }

        if (next < Outcome.Silos)
        {
            _calendar.Add(new Happening(What.Updates, next), _now + UpdateStep);
        }
    }

    /// <summary>All that was on a silo comes back elsewhere, as its clients connect again.</summary>
    /// <returns>The channels.</returns>
    private List<int> Evacuate(int silo, double within)
    {
        var moved = new List<int>();
        for (var meeting = 0; meeting < _meetings.Count; meeting++)
        {
            if (_sessions[meeting] == silo)
            {
                Warm(meeting, silo, -1);
                Silos[silo].Change(_now, sessions: -1);
                _sessions[meeting] = -1;
                _calendar.Add(new Happening(What.SessionReturns, meeting), _now + (within * _random.NextDouble() / 2));
            }

            for (var channel = _firstChannel[meeting]; channel < _firstChannel[meeting + 1]; channel++)
            {
                if (_channels[channel] == silo)
                {
                    moved.Add(channel);
                    Release(channel);
                    _calendar.Add(new Happening(What.ChannelOpens, channel, Meeting: meeting), _now + (within * _random.NextDouble()));
                }
            }
        }

        return moved;
    }
}
