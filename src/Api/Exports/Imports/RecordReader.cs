using System.IO.Pipelines;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
using MeetingIntel.Imports;
using MeetingIntel.Timeline;

namespace MeetingIntel.Api.Exports.Imports;

/// <summary>Reads what <see cref="RecordExport"/> wrote, event by event, and says of everything else what is wrong with it and where.</summary>
internal sealed class RecordReader(PipeReader input, DateTimeOffset now)
{
    /// <summary>What to say of a file that is something else.</summary>
    public const string NotARecord = "The file is no record of a session: it must be a JSON object that begins with \"format\":\"meeting-intel.session\" and \"version\":1, as an export as json does.";

    private const string Channels = "channels";
    private const string Events = "events";
    private const string Telemetry = "telemetry";
    private const int MaxName = 300;
    private const int MaxChannels = 64;

    private readonly RecordPieces _pieces = new(input, field => field is Channels or Events or Telemetry);
    private readonly List<ImportedChannel> _channels = [];
    private string? _format;
    private int? _version;
    private long _events;
    private long _points;
    private (long Events, long Points)? _complete;

    /// <summary>How much of each channel's audio has its outcome; known at the end.</summary>
    public IReadOnlyList<ImportedChannel> ChannelStates => _channels;

    /// <summary>Reads the next event, or the next stretch of a telemetry channel.</summary>
    /// <param name="stop">Gives up.</param>
    /// <returns>One of them, and its length in the file, characters; <see langword="null"/> at the end of a file that is whole.</returns>
    /// <exception cref="ProblemException">Something is wrong with the file.</exception>
    public async ValueTask<RecordItem?> NextAsync(CancellationToken stop)
    {
        while (await _pieces.NextAsync(stop) is { } piece)
        {
            if (Take(piece) is { } item)
            {
                return item;
            }
        }

        CheckFormat();
        return _complete == (_events, _points) ? null : throw RecordPieces.Problem("import.incomplete", "The file is not whole: at its end it must say in \"complete\" how many events and points there are.");
    }

    private RecordItem? Take(RecordPiece piece)
    {
        switch (piece.Field)
        {
            case "format":
                _format = piece.Value.TryText(out var format) ? format : "";
                return null;
            case "version":
                _version = piece.Value.ValueKind == JsonValueKind.Number && piece.Value.TryGetInt32(out var version) ? version : 0;
                return null;
            case Channels:
                CheckFormat();
                TakeChannel(piece);
                return null;
            case Events:
                CheckFormat();
                _events++;
                return new(ReadEvent(piece), null, piece.Length);
            case Telemetry:
                CheckFormat();
                var stretch = Read<RecordedTelemetry>(piece.Value, piece, "");
                if (RecordValues.Check(stretch, now) is var (field, wrong))
                {
                    throw Problem(piece, $".{field}", wrong);
                }

                _points += stretch.Points.Count;
                return new(null, stretch, piece.Length);
            case "complete":
                _complete = Count(piece.Value, Events) is { } events ? (events, Count(piece.Value, "points") ?? 0) : null;
                return null;
            case "exported_at" or "session":
                // For people: what they say follows from the events.
                return null;
            default:
                throw RecordPieces.Problem("import.unknown-field", "The file has a field that no record of this version has; it may be of a newer server.");
        }
    }

    /// <summary>Before anything is read that may mean something else in another version.</summary>
    private void CheckFormat()
    {
        if (_format != RecordExport.Format || _version is null)
        {
            throw RecordPieces.Problem("import.unknown-format", NotARecord);
        }

        if (_version != RecordExport.Version)
        {
            throw RecordPieces.Problem("import.unknown-version", $"The file is of another version than {RecordExport.Version}, the one that this server reads.");
        }
    }

    private static long? Count(JsonElement complete, string what) =>
        complete.ValueKind == JsonValueKind.Object && complete.TryGetProperty(what, out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var number) ? number : null;

    private void TakeChannel(RecordPiece piece)
    {
        var channel = Read<RecordedChannel>(piece.Value, piece, "");
        if (_channels.Count == MaxChannels)
        {
            throw Problem(piece, "", $"there are more than {MaxChannels} channels.");
        }

        _channels.Add(new(channel.Name, channel.AckedOffset, channel.AckedTime));
    }

    private static ImportedEvent ReadEvent(RecordPiece piece)
    {
        var line = Read<Line>(piece.Value, piece, "");
        if (SessionEventTypes.ShapeOf(line.Type) is not { } shape)
        {
            throw Problem(piece, ".type", "is no event that this server knows.", "import.unknown-type");
        }

        if (line.ByName is { Length: > MaxName })
        {
            throw Problem(piece, ".by_name", $"must have at most {MaxName} characters.");
        }

        var data = (SessionEventData)Read(line.Data, shape, piece, ".data");
        return RecordValues.Check(data) is var (field, wrong)
            ? throw Problem(piece, $".data.{field}", wrong)
            : new ImportedEvent(new SessionEvent(line.Seq, line.At, data), line.ByName);
    }

    private static T Read<T>(JsonElement json, RecordPiece piece, string path) => (T)Read(json, typeof(T), piece, path);

    private static object Read(JsonElement json, Type shape, RecordPiece piece, string path)
    {
        try
        {
            return json.Deserialize(shape, ImportJson.Options) ?? throw new JsonException();
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } inner ? inner[1..] : "";
            throw Problem(piece, path + field, exception is UnstorableTextException text ? text.Reason : "is not of the shape that an export has here.", inner: exception);
        }
        catch (InvalidOperationException exception)
        {
            // Half a character in the name of a field.
            throw Problem(piece, path, "is not of the shape that an export has here.", inner: exception);
        }
    }

    private static ProblemException Problem(RecordPiece piece, string path, string wrong, string? code = null, Exception? inner = null)
    {
        var field = $"{piece.Field}[{piece.Index}]{path}";
        return new(ApiProblem.Invalid(field, $"{field}: {wrong}", code ?? (piece.Field == Channels ? ImportErrors.BadChannelCode : ImportErrors.BadEventCode)), inner);
    }

    /// <summary>An event as it stands in the file.</summary>
    private sealed record Line(long Seq, DateTimeOffset At, string Type, JsonElement Data, string? ByName = null);
}

/// <summary>What comes next in a record: an event or a stretch of a telemetry channel.</summary>
/// <param name="Event">The event.</param>
/// <param name="Telemetry">The stretch.</param>
/// <param name="Length">Its length in the file, characters.</param>
internal sealed record RecordItem(ImportedEvent? Event, RecordedTelemetry? Telemetry, long Length);
