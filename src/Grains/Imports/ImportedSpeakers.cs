namespace MeetingIntel.Grains.Imports;

/// <summary>
/// How much was said under which name. Each name stands for a number, which a segment keeps when the name is changed: so a rename costs the same however much it changes.
/// </summary>
internal sealed class ImportedSpeakers
{
    /// <summary>The number of nobody: no rename is about them.</summary>
    private const int Nobody = -1;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>By number, the one that it has become part of when both got the same name; otherwise itself.</summary>
    private readonly List<int> _joined = [];

    /// <summary>By number, how many segments it has.</summary>
    private readonly List<int> _segments = [];

    /// <summary>Counts a segment.</summary>
    /// <param name="name">Who said it.</param>
    /// <returns>Their number.</returns>
    public int Add(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return Nobody;
        }

        if (!_numbers.TryGetValue(name, out var number))
        {
            number = _numbers[name] = _joined.Count;
            _joined.Add(number);
            _segments.Add(0);
        }

        _segments[number]++;
        return number;
    }

    /// <summary>Counts a segment for somebody else.</summary>
    /// <param name="number">Whose it was.</param>
    /// <param name="name">Who said it.</param>
    /// <returns>Their number.</returns>
    public int Move(int number, string? name)
    {
        if (number != Nobody)
        {
            _segments[Find(number)]--;
        }

        return Add(name);
    }

    /// <summary>Gives somebody another name.</summary>
    /// <param name="from">The old name.</param>
    /// <param name="to">The new name.</param>
    /// <returns>How many segments it changes.</returns>
    public int Rename(string from, string to)
    {
        if (!_numbers.Remove(from, out var number))
        {
            return 0;
        }

        var segments = _segments[number];
        if (_numbers.TryGetValue(to, out var other))
        {
            _joined[number] = other;
            _segments[other] += segments;
        }
        else
        {
            _numbers[to] = number;
        }

        return segments;
    }

    private int Find(int number)
    {
        while (_joined[number] != number)
        {
            // The way gets shorter each time that somebody goes it.
            number = _joined[number] = _joined[_joined[number]];
        }

        return number;
    }
}
