using System.Globalization;
using System.Text;
using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Telemetry;
using Sylvan.Data.Csv;

namespace MeetingIntel.Api.Telemetry;

/// <summary>
/// A point on each line: <c>timestamp,channel,value[,unit[,idempotency_key]]</c>, the time in ISO 8601 or in seconds since 1970 (as in ASTRA's channel logs). A first
/// line with names may say another order.
/// </summary>
internal sealed class CsvPoints : IPointSource
{
    private static readonly string[] Names = ["timestamp", "channel", "value", "unit", "idempotency_key"];

    private readonly StreamReader _text;
    private readonly DateTimeOffset _now;
    private CsvDataReader? _csv;
    private int[] _columns = [0, 1, 2, 3, 4];
    private string? _unit;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="body">The request's body.</param>
    /// <param name="now">The server's time.</param>
    public CsvPoints(Stream body, DateTimeOffset now) =>
        (_text, _now) = (new StreamReader(body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true)), now);

    private string Row => string.Create(CultureInfo.InvariantCulture, $"line {_csv?.RowNumber ?? 1}");

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(TelemetryBatch batch, int max, CancellationToken cancellationToken)
    {
        try
        {
            _csv ??= await CsvDataReader.CreateAsync(_text, new CsvDataReaderOptions { HasHeaders = false, BufferSize = 64 * 1024, Delimiter = ',' }, cancellationToken);
            while (batch.Count < max)
            {
                if (!await _csv.ReadAsync(cancellationToken))
                {
                    return false;
                }

                if ((IsHeader() ? ReadHeader() : Add(batch)) is { } problem)
                {
                    throw new ProblemException(problem.At(Row));
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is CsvFormatException or CsvRecordTooLargeException or DecoderFallbackException)
        {
            throw new ProblemException(new PointProblem("point", "This is not CSV in UTF-8.", "telemetry.bad-point").At(Row), exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _csv?.Dispose();
        _text.Dispose();
    }

    /// <summary>The first line, when it begins with no time.</summary>
    private bool IsHeader() => _csv!.RowNumber == 1 && _csv.RowFieldCount > 0 && Array.IndexOf(Names, Text(0).Trim().ToString().ToLowerInvariant()) >= 0;

    private PointProblem? ReadHeader()
    {
        List<string> names = [];
        for (var i = 0; i < _csv!.RowFieldCount; i++)
        {
            names.Add(Text(i).Trim().ToString().ToLowerInvariant());
        }

        _columns = [.. Names.Select(name => names.IndexOf(name))];
        return Array.IndexOf(_columns, -1, 0, 3) is >= 0 and var missing ? new(Names[missing], $"'{Names[missing]}' is not among the names of the columns.", "telemetry.bad-header") : null;
    }

    private PointProblem? Add(TelemetryBatch batch)
    {
        if (_csv!.RowFieldCount == 0 || (_csv.RowFieldCount == 1 && Text(0).IsWhiteSpace()))
        {
            return null;
        }

        var time = Field(0);
        if (!PointText.TryReadUnixTime(time, out var at) && !PointText.TryReadTime(time, out at))
        {
            return new("timestamp", "'timestamp' must be an ISO 8601 time, or seconds since 1970.", "telemetry.bad-timestamp");
        }

        if (!double.TryParse(Field(2), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return new("value", "'value' must be a number.", "telemetry.bad-value");
        }

        var channel = Field(1);
        var unit = Field(3) is { Length: > 0 } said ? Remembered(said) : null;
        var key = Field(4) is { Length: > 0 } name ? name.ToString() : null;
        return PointText.CheckTime(at, _now) ?? PointText.CheckChannel(channel) ?? PointText.CheckValue(value) ?? PointText.CheckUnit(unit) ?? PointText.CheckKey(key)
            ?? (batch.Add(channel, at, value, unit, key) is { } other ? new("unit", $"'unit' must be '{other}', as at another point of this channel.", "telemetry.unit-differs") : null);
    }

    private string Remembered(ReadOnlySpan<char> unit)
    {
        if (!unit.SequenceEqual(_unit))
        {
            _unit = unit.ToString();
        }

        return _unit!;
    }

    private ReadOnlySpan<char> Field(int name) => _columns[name] is >= 0 and var column && column < _csv!.RowFieldCount ? Text(column).Trim() : [];

    private ReadOnlySpan<char> Text(int column) => _csv!.GetFieldSpan(column);
}
