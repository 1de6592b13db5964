using MeetingIntel.Bench.Placement.Simulation;

namespace MeetingIntel.Bench.Placement.Strategies;

/// <summary>The silo whose place on a ring follows that of the key: 64 places for each silo.</summary>
internal sealed class ConsistentHash : Strategy
{
    private const int Places = 64;
    private IReadOnlyList<int>? _newMembers;
    private uint[] _places = [];
    private int[] _members = [];

    public override void NoteMembers(IReadOnlyList<int> members) => _newMembers = members;

    private void Arrange(IReadOnlyList<int> members)
    {
        _newMembers = null;
        _places = new uint[members.Count * Places];
        _members = new int[members.Count * Places];
        for (var place = 0; place < _places.Length; place++)
        {
            _members[place] = place / Places;
            _places[place] = Mix((uint)((members[place / Places] * Places) + (place % Places)) ^ 0x9E3779B9);
        }

        Array.Sort(_places, _members);
    }

    public override int PlaceSession(Sight sight, int session, Random random) => At(Mix((uint)session * 2));

    public override int PlaceChannel(Sight sight, int channel, Random random) => At(Mix(((uint)channel * 2) + 1));

    private int At(uint key)
    {
        if (_newMembers is not null)
        {
            Arrange(_newMembers);
        }

        var place = Array.BinarySearch(_places, key);
        return _members[(place < 0 ? ~place : place) % _members.Length];
    }

    private static uint Mix(uint value)
    {
        value = (value ^ (value >> 16)) * 0x85EBCA6B;
        value = (value ^ (value >> 13)) * 0xC2B2AE35;
        return value ^ (value >> 16);
    }
}
