using System.Globalization;

namespace MeetingIntel.Providers.Tests.Media;

/// <summary>What Linux tells about a process.</summary>
/// <param name="Parent">Who started it.</param>
/// <param name="Nice">The more, the later it gets a processor.</param>
/// <param name="Command">The program and its arguments.</param>
internal sealed record ProcessStatus(int Parent, int Nice, string Command)
{
    /// <summary>All that run.</summary>
    public static IEnumerable<ProcessStatus> All() =>
        Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? Read(id) : null)
            .OfType<ProcessStatus>();

    /// <summary>One of them; <see langword="null"/> when it has ended.</summary>
    /// <param name="id">Which.</param>
    public static ProcessStatus? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            // The second field is the program's name in brackets, which may hold anything; what is called the fourth and the nineteenth come after it.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessStatus(int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[16], CultureInfo.InvariantCulture), File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' '));
        }
        catch (IOException)
        {
            return null;
        }
    }
}
