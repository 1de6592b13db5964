using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Sessions;

namespace MeetingIntel.Grains.Imports;

/// <summary>What has to be known of the events that were read, to judge the next one: as little as will do, so that a long session does not weigh.</summary>
internal sealed class ImportState
{
    private readonly HashSet<UInt128> _segments = [];

    /// <summary>The session after them; <see langword="null"/> before the first.</summary>
    public SessionSnapshot? Session { get; set; }

    /// <summary>The version that each note stands at; 0: it was taken back.</summary>
    public Dictionary<string, int> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether each task is still pending, by its new id.</summary>
    public Dictionary<string, bool> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>Notes that there is a segment of this id.</summary>
    /// <param name="id">Its id; half of its hash stands for it, which no two share.</param>
    /// <returns>Whether it is the first.</returns>
    public bool AddSegment(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return _segments.Add(BitConverter.ToUInt128(hash));
    }
}
