namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>The names by which the speakers of a meeting are called.</summary>
internal sealed class SpeakerNames
{
    private static readonly char[] Separators = [' ', '_', '.', '-', ','];

    private readonly HashSet<string> _speakers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _byName = new(StringComparer.Ordinal);

    /// <summary>Rises when a name becomes known: texts written before may want another spelling.</summary>
    public int Version { get; private set; }

    /// <summary>How many speak, as far as is known.</summary>
    public int Speakers => _speakers.Count;

    /// <summary>Learns how a speaker may be called.</summary>
    public void Learn(string? speaker)
    {
        if (speaker is null || !_speakers.Add(speaker))
            return;

        // "Ana Diaz (Minister of Health)": only the name itself.
        var own = speaker.IndexOf('(', StringComparison.Ordinal) is > 0 and var bracket ? speaker[..bracket] : speaker;
        foreach (var part in own.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        {
            var name = part.ToLowerInvariant();
            if (name.Length < 2 || !name.All(char.IsLetter) || WordLists.Role.Contains(name) || WordLists.Function.Contains(name) || WordLists.Everyday.Contains(name))
                continue;

            // A name that two speakers share tells neither.
            _byName[name] = _byName.ContainsKey(name) ? null : speaker;
            Version++;
        }
    }

    /// <summary>Whether a lower-case word is a speaker's name.</summary>
    public bool Contains(string word) => _byName.ContainsKey(word);

    /// <summary>The speaker of that name, in lower case; <see langword="null"/> when nobody is, or more than one.</summary>
    public string? Find(string word) => _byName.GetValueOrDefault(word);

    /// <summary>As <see cref="Find"/>, but a name that was heard one letter wrong will do; for places where only a name can stand.</summary>
    public string? FindLike(string word)
    {
        if (_byName.TryGetValue(word, out var speaker) || word.Length < 3 || WordLists.Function.Contains(word) || WordLists.Everyday.Contains(word))
            return speaker;

        foreach (var (name, known) in _byName)
        {
            if (name.Length >= 3 && name[0] == word[0] && IsOneEdit(name, word))
                return known;
        }

        return null;
    }

    private static bool IsOneEdit(string a, string b)
    {
        if (a.Length > b.Length)
            (a, b) = (b, a);

        if (b.Length - a.Length > 1)
            return false;

        var same = 0;
        while (same < a.Length && a[same] == b[same])
            same++;

        return a.Length == b.Length ? a.AsSpan(same + 1).SequenceEqual(b.AsSpan(same + 1)) : a.AsSpan(same).SequenceEqual(b.AsSpan(same + 1));
    }
}
