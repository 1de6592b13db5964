using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using MeetingIntel.Api.Errors;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary>
/// Reads one large JSON object piece by piece: of arrays each element, of everything else the whole value, so that only one of them is in memory, whatever the file's
/// length. Where one piece is too long, or the file ends too early, it stops.
/// </summary>
/// <param name="input">The file.</param>
/// <param name="isArray">Which fields are arrays to be read element by element.</param>
internal sealed class RecordPieces(PipeReader input, Func<string, bool> isArray)
{
    /// <summary>Bytes of one piece: three times what a request may hold, since a text may be written with escapes.</summary>
    public const int MaxPiece = 4 << 20;

    private static readonly JsonReaderOptions Strictly = new() { MaxDepth = 64 };

    private JsonReaderState _state = new(Strictly);
    private Place _place = Place.Before;
    private string _array = "";
    private int _index;

    private enum Place
    {
        Before,
        Inside,
        InArray,
        Behind,
    }

    /// <summary>Reads the next piece.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns><see langword="null"/> at the object's end, which is the file's.</returns>
    /// <exception cref="ProblemException">The file is not JSON, is cut off, or holds too long a piece.</exception>
    public async ValueTask<RecordPiece?> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            var read = await input.ReadAsync(stop);
            var buffer = read.Buffer;
            var (piece, consumed) = Take(buffer);
            if (piece is not null)
            {
                input.AdvanceTo(buffer.GetPosition(consumed));
                return piece;
            }

            if (read.IsCompleted)
            {
                input.AdvanceTo(buffer.End);
                return _place == Place.Behind ? null : throw Problem("import.truncated", "The file is cut off: it ends in the middle.");
            }

            if (buffer.Length - consumed > MaxPiece)
            {
                throw Problem("import.too-large", $"{Where} is longer than {MaxPiece >> 20} MiB, the most that one may be.");
            }

            input.AdvanceTo(buffer.GetPosition(consumed), buffer.End);
        }
    }

    private string Where => _place == Place.InArray ? $"{_array}[{_index}]" : "A value";

    /// <summary>What is wrong with a file.</summary>
    /// <param name="code">Stable code.</param>
    /// <param name="detail">One sentence.</param>
    /// <param name="inner">The cause.</param>
    public static ProblemException Problem(string code, string detail, Exception? inner = null) => new(ApiProblem.Invalid("body", detail, code), inner);

    private (RecordPiece? Piece, long Consumed) Take(ReadOnlySequence<byte> buffer)
    {
        // Never the last: where the file ends is for this class to judge.
        var reader = new Utf8JsonReader(buffer, isFinalBlock: false, _state);
        var consumed = 0L;
        try
        {
            while (TryStep(ref reader, out var piece))
            {
                (_state, consumed) = (reader.CurrentState, reader.BytesConsumed);
                if (piece is not null)
                {
                    return (piece, consumed);
                }
            }
        }
        catch (JsonException exception)
        {
            throw Problem("import.not-json", $"The file is not JSON at line {(exception.LineNumber ?? 0) + 1}.", exception);
        }

        return (null, consumed);
    }

    /// <returns>Whether there was enough for a step.</returns>
    private bool TryStep(ref Utf8JsonReader reader, out RecordPiece? piece)
    {
        piece = null;
        if (!reader.Read())
        {
            return false;
        }

        switch (_place, reader.TokenType)
        {
            case (Place.Before, JsonTokenType.StartObject):
                _place = Place.Inside;
                return true;
            case (Place.Before, _):
                throw Problem("import.unknown-format", RecordReader.NotARecord);
            case (Place.Inside, JsonTokenType.EndObject):
                _place = Place.Behind;
                return true;
            case (Place.Inside, _):
                return TryField(ref reader, out piece);
            case (Place.InArray, JsonTokenType.EndArray):
                _place = Place.Inside;
                return true;
            default:
                return TryValue(ref reader, new(_array, _index, default, 0), out piece) && ++_index > 0;
        }
    }

    private bool TryField(ref Utf8JsonReader reader, out RecordPiece? piece)
    {
        piece = null;
        var name = Name(ref reader);
        if (!reader.Read())
        {
            return false;
        }

        if (isArray(name) && reader.TokenType == JsonTokenType.StartArray)
        {
            (_place, _array, _index) = (Place.InArray, name, 0);
            return true;
        }

        return TryValue(ref reader, new(name, 0, default, 0), out piece);
    }

    private static bool TryValue(ref Utf8JsonReader reader, RecordPiece empty, out RecordPiece? piece)
    {
        piece = null;
        var before = reader.BytesConsumed;
        if (!JsonDocument.TryParseValue(ref reader, out var document))
        {
            return false;
        }

        using (document)
        {
            piece = empty with { Value = document.RootElement.Clone(), Length = reader.BytesConsumed - before };
            return true;
        }
    }

    private static string Name(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a character: no field of ours.
            return "";
        }
    }
}

/// <summary>A piece of a record.</summary>
/// <param name="Field">The field of the record that it is, or is an element of.</param>
/// <param name="Index">Its place in the field's array.</param>
/// <param name="Value">The piece.</param>
/// <param name="Length">Bytes of it, about.</param>
internal sealed record RecordPiece(string Field, int Index, JsonElement Value, long Length);
