using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Sessions;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Imports;

/// <summary>What has to be known of the events that were read, to judge the next one: as little as will do, so that a long session does not weigh.</summary>
internal sealed class ImportState
{
    private readonly Dictionary<UInt128, ImportedSegment> _segments = [];

    /// <summary>The session after them; <see langword="null"/> before the first.</summary>
    public SessionSnapshot? Session { get; set; }

    /// <summary>The version that each note stands at; 0: it was taken back.</summary>
    public Dictionary<string, int> Notes { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether each task is still pending, by its new id.</summary>
    public Dictionary<string, bool> Tasks { get; } = new(StringComparer.Ordinal);

    /// <summary>How often speakers got another name.</summary>
    public int Renames { get; set; }

    /// <summary>How many segments that changed, all in all.</summary>
    public long RenamedSegments { get; set; }

    /// <summary>How much was said under which name.</summary>
    public ImportedSpeakers Speakers { get; } = new();

    /// <summary>Kept audio, and what it came to when it was heard again.</summary>
    public ImportedAudio Audio { get; } = new();

    /// <summary>Notes that something was said.</summary>
    /// <param name="segment">What; half of its id's hash stands for it, which no two share.</param>
    /// <param name="seq">The event that said it.</param>
    /// <param name="words">How many words it has.</param>
    /// <returns>Whether it is the first of its id.</returns>
    public bool AddSegment(TranscriptSegment segment, long seq, int words)
    {
        var key = KeyOf(segment.Id);
        return !_segments.ContainsKey(key) && _segments.TryAdd(key, new(seq, 1, words, Speakers.Add(segment.Speaker), ImportedSegment.SoundOf(segment)));
    }

    /// <summary>What is known of a segment; <see langword="null"/>: there is none of this id.</summary>
    /// <param name="id">Its id.</param>
    public ImportedSegment? FindSegment(string id) => _segments.TryGetValue(KeyOf(id), out var known) ? known : null;

    /// <summary>Notes that a segment has changed.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="segment">What is to be known of it now.</param>
    public void PutSegment(string id, ImportedSegment segment) => _segments[KeyOf(id)] = segment;

    private static UInt128 KeyOf(string id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        return BitConverter.ToUInt128(hash);
    }
}

/// <summary>What has to be known of a segment.</summary>
/// <param name="Seq">The event that said it.</param>
/// <param name="Version">Its version after its last correction, as that said.</param>
/// <param name="Words">How many words it has.</param>
/// <param name="Speaker">The number of who said it: <see cref="ImportedSpeakers"/>.</param>
/// <param name="Sound">What it was heard in: <see cref="SoundOf"/>.</param>
internal readonly record struct ImportedSegment(long Seq, int Version, int Words, int Speaker, int Sound)
{
    /// <summary>Stands for a segment's channel, start and end, which no correction changes. A hash, since there are many: a mistake that it hides harms only its own file.</summary>
    /// <param name="segment">The segment.</param>
    public static int SoundOf(TranscriptSegment segment) => HashCode.Combine(segment.Channel, segment.Start, segment.End);
}
