using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace MeetingIntel.Api.Timeline;

/// <summary>Ids of what is in a session: notes, tasks.</summary>
internal static class ItemIds
{
    private const int MaxLength = 64;
    private const int MaxKeyLength = 100;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789_abcdefghijklmnopqrstuvwxyz");

    /// <summary>The id of a note to be. A client that repeats a request after a time-out names it, so that the note stands once: the same name, the same id.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="key">The client's name for it; one that is none counts as absent.</param>
    public static string OfNote(string sessionId, string? key) => key is { Length: > 0 and <= MaxKeyLength } && !key.Any(char.IsControl)
        ? "note_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{sessionId}\n{key}")).AsSpan(0, 16))
        : Ids.NewNote();

    /// <summary>Whether there can be such a thing; else nobody need look.</summary>
    /// <param name="id">From a client.</param>
    public static bool IsPlausible(string id) => id.Length is > 0 and <= MaxLength && !id.AsSpan().ContainsAnyExcept(Characters);
}
