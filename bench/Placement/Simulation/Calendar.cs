namespace MeetingIntel.Bench.Placement.Simulation;

/// <summary>What is to happen, by hundredths of a second; within one of them in the order in which it was put down.</summary>
internal sealed class Calendar
{
    private const double Step = 0.01;

    private readonly int[] _first;
    private readonly int[] _last;
    private (Happening What, double At, int Next)[] _entries = new (Happening, double, int)[1024];
    private int _used;
    private int _free = -1;
    private int _page;

    public Calendar(double end)
    {
        _first = new int[(int)(end / Step) + 1];
        _last = new int[_first.Length];
        Array.Fill(_first, -1);
    }

    /// <summary>Puts something down; what lies beyond the end is forgotten.</summary>
    public void Add(Happening what, double at)
    {
        var page = Math.Max(_page, (int)(at / Step));
        if (page >= _first.Length)
        {
            return;
        }

        var entry = Take();
        _entries[entry] = (what, at, -1);
        if (_first[page] < 0)
        {
            _first[page] = entry;
        }
        else
        {
            _entries[_last[page]].Next = entry;
        }

        _last[page] = entry;
    }

    /// <summary>The next thing to happen.</summary>
    public bool TryTake(out Happening what, out double at)
    {
        while (_page < _first.Length && _first[_page] < 0)
        {
            _page++;
        }

        (what, at) = (default, 0);
        if (_page == _first.Length)
        {
            return false;
        }

        var entry = _first[_page];
        (what, at, _first[_page]) = _entries[entry];
        _entries[entry].Next = _free;
        _free = entry;
        return true;
    }

    private int Take()
    {
        if (_free >= 0)
        {
            var entry = _free;
            _free = _entries[entry].Next;
            return entry;
        }

        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _used);
        }

        return _used++;
    }
}
