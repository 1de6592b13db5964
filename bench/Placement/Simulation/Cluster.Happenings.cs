namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>What happens.</summary>
internal enum What : byte
{
    Begins,
    Grows,
    Ends,
    ChannelOpens,
    ChannelArrives,
    SessionReturns,
    Dies,
    IsMissed,
    Joins,
    Updates,
    Measured,
}

/// <summary>Something that happens.</summary>
/// <param name="What">What.</param>
/// <param name="Number">Of the meeting, the channel or the silo.</param>
/// <param name="SimulatedSilo">Where it was placed.</param>
/// <param name="Meeting">The channel's meeting.</param>
/// <param name="Tries">How often it failed before.</param>
internal readonly record struct Happening(What What, int Number = 0, int SimulatedSilo = 0, int Meeting = 0, int Tries = 0);

/// <summary>What each happening does.</summary>
internal sealed partial class Cluster
{
    // From the decision to the channel's slot being taken: a call to another silo and a read of the session.
    private const double Way = 0.02;
    private const double JoinWithin = 120;
    private const byte Heats = 2;
    private const int MostDoublings = 5;

    private void Happen(Happening it)
    {
        switch (it.What)
        {
            case What.Begins:
                Begin(it.Number);
                break;
            case What.Grows when _sessions[it.Number] is var silo:
                Warm(it.Number, silo, -1);
                _heat[it.Number]++;
                Warm(it.Number, silo, 1);
                break;
            case What.Ends:
                Finish(it.Number);
                break;
            case What.ChannelOpens when _meetings[it.Meeting].End > _now:
                var placed = PlaceChannel(it.Number, it.Meeting);
                _calendar.Add(it with { What = What.ChannelArrives, SimulatedSilo = placed }, _now + (Way * (0.5 + _random.NextDouble())));
                break;
            case What.ChannelArrives when _meetings[it.Meeting].End > _now:
                Arrive(it);
                break;
            case What.SessionReturns when _meetings[it.Number].End > _now:
                PlaceSession(it.Number, it.Tries);
                break;
            case What.Dies:
                Silos[it.Number].Die(_now);
                _calendar.Add(new Happening(What.IsMissed, it.Number), _now + Detection);
                _calendar.Add(new Happening(What.Joins), _now + Restart);
                break;
            case What.IsMissed:
                Leave(it.Number);
                Outcome.Moved(Evacuate(it.Number, within: 2), Live(), _now);
                break;
            case What.Joins:
                Outcome.Joined(Join(_now));
                break;
            case What.Updates:
                UpdateSome(it.Number);
                break;
            case What.Measured:
                Outcome.Measure(_now, Members.Where(member => !Silos[member].Dead).Select(member => Silos[member]));
                break;
        }
    }

    private void Begin(int meeting)
    {
        var it = _meetings[meeting];
        PlaceSession(meeting, tries: 0);
        for (var channel = _firstChannel[meeting]; channel < _firstChannel[meeting + 1]; channel++)
        {
            _calendar.Add(new Happening(What.ChannelOpens, channel, Meeting: meeting), _now + Math.Min(JoinWithin, -30 * Math.Log(1 - _random.NextDouble())));
        }

        for (var step = 0; step < Heats; step++)
        {
            _calendar.Add(new Happening(What.Grows, meeting), _now + ((step + _random.NextDouble()) * JoinWithin / Heats));
        }

        _calendar.Add(new Happening(What.Ends, meeting), it.End);
    }

    private void Finish(int meeting)
    {
        if (_sessions[meeting] is >= 0 and var silo)
        {
            Warm(meeting, silo, -1);
            Silos[silo].Change(_now, sessions: -1);
            _sessions[meeting] = -1;
        }

        for (var channel = _firstChannel[meeting]; channel < _firstChannel[meeting + 1]; channel++)
        {
            Release(channel);
        }
    }

    private void PlaceSession(int meeting, int tries)
    {
        var placer = AnyMember();
        var silo = Members[_strategy.PlaceSession(Look(placer, -1), meeting, _random)];
        if (Silos[silo].Dead)
        {
            Outcome.FoundDead++;
            _calendar.Add(new Happening(What.SessionReturns, meeting, Tries: tries + 1), _now + BackOff(tries));
            return;
        }

        _sessions[meeting] = silo;
        Silos[silo].Change(_now, sessions: 1);
        Warm(meeting, silo, 1);
        Outcome.Placed(Silos[silo], Members.Count, _now);
    }

    private int PlaceChannel(int channel, int meeting)
    {
        var placer = AnyMember();
        return Members[_strategy.PlaceChannel(Look(placer, _sessions[meeting]), channel, _random)];
    }

    private void Arrive(Happening it)
    {
        var silo = Silos[it.SimulatedSilo];
        if (silo.HasRoom)
        {
            _channels[it.Number] = it.SimulatedSilo;
            silo.Change(_now, channels: 1, cost: Meeting.ChannelCost);
            Outcome.OpenedChannel(it.Number, _now);
            Outcome.Placed(silo, Members.Count, _now);
            return;
        }

        if (silo.Dead)
        {
            Outcome.FoundDead++;
        }
        else
        {
            Outcome.Refuse(Members.Exists(member => Silos[member].HasRoom));
        }

        _calendar.Add(it with { What = What.ChannelOpens, Tries = it.Tries + 1 }, _now + BackOff(it.Tries));
    }

    /// <summary>Clients try again after 1 s, 2 s, 4 s … 32 s, give or take a quarter.</summary>
    private double BackOff(int tries) => (1 << Math.Min(tries, MostDoublings)) * (0.75 + (_random.NextDouble() / 2));

    private void Release(int channel)
    {
        if (_channels[channel] is >= 0 and var silo)
        {
            _channels[channel] = -1;
            Silos[silo].Change(_now, channels: -1, cost: -Meeting.ChannelCost);
        }
    }

    /// <summary>A session costs more as people come.</summary>
    private void Warm(int meeting, int silo, int sign)
    {
        if (silo >= 0)
        {
            Silos[silo].Change(_now, cost: sign * _meetings[meeting].Cost * _heat[meeting] / Heats);
        }
    }

    private int Live() => Members.Sum(member => Silos[member].Live);
}
