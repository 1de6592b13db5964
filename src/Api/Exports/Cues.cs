using System.Globalization;
using MeetingIntel.Transcription;

namespace MeetingIntel.Api.Exports;

/// <summary>
/// Makes subtitles of what was said, as is customary: at most two lines of 42 characters, at most seven seconds. Long sentences are divided where their words were
/// spoken; where that is not known, evenly.
/// </summary>
internal static class Cues
{
    /// <summary>Characters of a line.</summary>
    public const int LineLength = 42;

    /// <summary>Seconds of a cue.</summary>
    public const double Longest = 7;

    private const int Lines = 2;

    // What came as text takes no time, and what is shown for a moment nobody reads.
    private const double Shortest = 0.2;
    private const double CharactersPerSecond = 17;

    /// <summary>The cues of something that was said, in order of time; none when nothing was.</summary>
    /// <param name="said">What.</param>
    public static IEnumerable<Cue> Of(Spoken said)
    {
        var block = new Block();
        foreach (var token in Tokens(said))
        {
            if (!block.TryAdd(token))
            {
                yield return block.ToCue(said.Speaker);
                block = new Block();
                block.TryAdd(token);
            }
        }

        if (!block.IsEmpty)
        {
            yield return block.ToCue(said.Speaker);
        }
    }

    private static IEnumerable<Token> Tokens(Spoken said)
    {
        var segment = said.Segment;
        var texts = segment.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var length = segment.End - segment.Start;
        if (!(length >= Shortest))
        {
            length = Math.Clamp(segment.Text.Length / CharactersPerSecond, 1, double.MaxValue);
        }

        var end = said.Start + length;
        var spoken = segment.Words.Count == texts.Length && segment.End - segment.Start >= Shortest
            ? WordTimes(segment.Words, said, end)
            : EvenTimes(texts, said.Start, length);
        return texts.Zip(spoken, (text, times) => new Token(text, times.Start, times.End)).SelectMany(Pieces);
    }

    /// <summary>As they were spoken, but in order and within the sentence.</summary>
    private static IEnumerable<(double Start, double End)> WordTimes(IReadOnlyList<TranscriptWord> words, Spoken said, double end)
    {
        var before = said.Start;
        foreach (var word in words)
        {
            var start = Math.Clamp(word.Start + said.Shift, before, end);
            before = Math.Clamp(word.End + said.Shift, start, end);
            yield return (start, before);
        }
    }

    private static IEnumerable<(double Start, double End)> EvenTimes(IReadOnlyList<string> texts, double start, double length)
    {
        var total = Math.Max(1, texts.Sum(text => text.Length + 1));
        var passed = 0;
        foreach (var text in texts)
        {
            var from = start + (length * passed / total);
            passed += text.Length + 1;
            yield return (from, start + (length * passed / total));
        }
    }

    /// <summary>What fits on no line, as an address or a sentence of a language without spaces, is divided between characters.</summary>
    private static IEnumerable<Token> Pieces(Token token)
    {
        if (token.Text.Length <= LineLength)
        {
            return [token];
        }

        var pieces = new List<string>();
        var piece = "";
        for (var elements = StringInfo.GetTextElementEnumerator(token.Text); elements.MoveNext();)
        {
            var element = elements.GetTextElement();
            if (piece.Length > 0 && piece.Length + element.Length > LineLength)
            {
                pieces.Add(piece);
                piece = "";
            }

            piece += element;
        }

        pieces.Add(piece);
        return pieces.Zip(EvenTimes(pieces, token.Start, token.End - token.Start), (text, times) => new Token(text, times.Start, times.End));
    }

    private readonly record struct Token(string Text, double Start, double End);

    /// <summary>A cue in the making.</summary>
    private sealed class Block
    {
        private readonly List<string> _lines = [];
        private double _start;
        private double _end;

        public bool IsEmpty => _lines.Count == 0;

        /// <returns><see langword="false"/> when it has no room for it.</returns>
        public bool TryAdd(Token token)
        {
            if (IsEmpty)
            {
                (_start, _end) = (token.Start, token.End);
                _lines.Add(token.Text);
                return true;
            }

            var fits = _lines[^1].Length + 1 + token.Text.Length <= LineLength;
            if (token.End - _start > Longest || (!fits && _lines.Count == Lines))
            {
                return false;
            }

            if (fits)
            {
                _lines[^1] += " " + token.Text;
            }
            else
            {
                _lines.Add(token.Text);
            }

            _end = token.End;
            return true;
        }

        /// <summary>Times are told in milliseconds, and a cue without length is none.</summary>
        public Cue ToCue(string speaker) => new(_start, Math.Max(_start + 0.001, Math.Min(_end, _start + Longest)), speaker, _lines);
    }
}
