using MeetingIntel.Testing.Stt;

namespace MeetingIntel.Bench.Chaos.Clients;

/// <summary>
/// What a client of the hub's audio says: sentences of three words, in pieces of 100 ms, each word with a number of its own (1, 2, 3 …, enough for four hours). It
/// can't send again: on a new connection it begins with the next sentence.
/// </summary>
internal sealed class HubSpeech
{
    /// <summary>Seconds of a piece.</summary>
    public const double Piece = 0.1;

    /// <summary>Milliseconds of a word.</summary>
    public const int WordMilliseconds = 300;

    private const int PieceMilliseconds = (int)(Piece * 1000);
    private const int PiecesInWord = WordMilliseconds / PieceMilliseconds;
    private const int SpokenPieces = 3 * PiecesInWord;
    private const int PiecesInSentence = SpokenPieces + 7;

    private readonly List<HubTurn> _turns = [];
    private int _piece;
    private short _word;

    /// <summary>What was said on each connection, in order.</summary>
    public IReadOnlyList<HubTurn> Turns => _turns;

    /// <summary>Whether the next piece begins a sentence.</summary>
    public bool IsBetweenSentences => _piece == 0;

    /// <summary>A connection takes audio from now on.</summary>
    public void BeginTurn()
    {
        _piece = 0;
        _turns.Add(new HubTurn(_word + 1));
    }

    /// <summary>The next piece, 16 kHz mono s16le.</summary>
    public byte[] NextPiece()
    {
        var piece = _piece;
        _piece = (piece + 1) % PiecesInSentence;
        if (piece >= SpokenPieces)
        {
            return ScriptedAudio.Silence(PieceMilliseconds);
        }

        if (piece % PiecesInWord == 0)
        {
            _word = checked((short)(_word + 1));
            _turns[^1].Last = _word;
        }

        return ScriptedAudio.Word(_word, PieceMilliseconds);
    }
}

/// <summary>What was said on one connection of the hub.</summary>
/// <param name="first">Its first word.</param>
internal sealed class HubTurn(int first)
{
    public int First => first;

    /// <summary>The last word of which audio was sent; less than <see cref="First"/> when there is none.</summary>
    public int Last { get; set; } = first - 1;

    /// <summary>Whether a piece was refused: then words may be missing anywhere.</summary>
    public bool IsRefused { get; set; }

    /// <summary>Whether a word of it came back. A client that went before that may have had its first pieces refused behind its back.</summary>
    public bool IsHeard { get; set; }
}
