using System.Security.Cryptography;
using System.Text;
using MeetingIntel.Recordings;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Recordings;

/// <summary>What becomes of pieces of audio: pure, no I/O.</summary>
internal static class RecordingRules
{
    /// <summary>Which pieces make the next recording of a channel, in their order.</summary>
    /// <param name="pieces">What lies there.</param>
    /// <param name="known">The channel's recordings.</param>
    /// <param name="acked">Bytes of the channel that are on record; what was kept beyond never counted, and is sent again.</param>
    /// <returns>Empty when there is nothing to be recorded.</returns>
    /// <remarks>
    /// After a crash two pieces may hold the same bytes: of two that begin alike the longer one goes on, and of what was heard before only the rest of a piece is taken.
    /// </remarks>
    public static IReadOnlyList<PiecePart> Plan(IEnumerable<AudioPiece> pieces, IReadOnlyList<Recording> known, long acked)
    {
        var recorded = known.Select(recording => recording.ToOffset).Append(0).Max();
        var parts = new List<PiecePart>();
        var at = recorded;
        foreach (var piece in pieces.Where(piece => piece.To <= acked).OrderBy(piece => piece.From).ThenByDescending(piece => piece.To))
        {
            if (piece.To > at)
            {
                var skipped = Math.Max(0, at - piece.From);
                parts.Add(new PiecePart(piece, skipped, piece.Start + TimeSpan.FromSeconds(skipped / (2d * piece.SampleRate))));
                at = piece.To;
            }
        }

        return parts;
    }

    /// <summary>Whether each byte of a piece is in a recording, so that nothing is lost with it.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="known">The channel's recordings.</param>
    public static bool IsCovered(AudioPiece piece, IEnumerable<Recording> known)
    {
        var at = piece.From;
        foreach (var recording in known.OrderBy(recording => recording.FromOffset))
        {
            at = recording.FromOffset <= at ? Math.Max(at, recording.ToOffset) : at;
        }

        return at >= piece.To;
    }

    /// <summary>What a recording is called that begins there: the same name, whoever makes it, and however often.</summary>
    /// <param name="key">The channel.</param>
    /// <param name="from">Its first byte.</param>
    public static string IdOf(TranscriptionKey key, long from) => "rec_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{key}\n{from}")).AsSpan(0, 16));
}

/// <summary>A piece, or its rest.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Skip">So many bytes at its beginning were in another one.</param>
/// <param name="Start">Where the rest begins on the channel's audio clock.</param>
internal readonly record struct PiecePart(AudioPiece Piece, long Skip, TimeSpan Start)
{
    /// <summary>The channel's byte that it begins with.</summary>
    public long From => Piece.From + Skip;
}
