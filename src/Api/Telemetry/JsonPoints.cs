using System.Globalization;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>ASTRA's batch: <c>{"data": [point, …]}</c>.</summary>
/// <param name="body">The request's body.</param>
/// <param name="point">Reads points.</param>
internal sealed class JsonPoints(BodyBuffer body, JsonPoint point) : IPointSource
{
    private JsonReaderState _state;
    private Place _place;
    private int _row;

    private enum Place
    {
        Before,
        InObject,
        AtData,
        InData,
        After,
        Ended,
    }

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(TelemetryBatch batch, int max, CancellationToken cancellationToken)
    {
        await body.FillAsync(cancellationToken);
        while (!Parse(batch, max))
        {
            if (!await body.FillAsync(cancellationToken))
            {
                throw new ProblemException(new PointProblem("point", "A point must not be larger than 1 MiB.", "telemetry.bad-point").At(Row));
            }
        }

        return _place != Place.Ended;
    }

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();

    private string Row => string.Create(CultureInfo.InvariantCulture, $"data[{_row}]");

    /// <returns>Whether there is enough; else there must be more of the body.</returns>
    private bool Parse(TelemetryBatch batch, int max)
    {
        var reader = new Utf8JsonReader(body.Span, body.Ended, _state);
        try
        {
            while (_place != Place.Ended && batch.Count < max)
            {
                var before = reader;
                if (!Step(ref reader, batch))
                {
                    reader = before;
                    return false;
                }
            }

            return true;
        }
        catch (JsonException) when (_place == Place.InData)
        {
            throw new ProblemException(new PointProblem("point", "This is not JSON (which has no NaN and no Infinity).", "telemetry.bad-point").At(Row));
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("The body is not JSON of the shape that this path takes.", StatusCodes.Status400BadRequest, exception);
        }
        finally
        {
            body.Consume((int)reader.BytesConsumed);
            _state = reader.CurrentState;
        }
    }

    private bool Step(ref Utf8JsonReader reader, TelemetryBatch batch)
    {
        if (!reader.Read())
        {
            if (body.Ended)
            {
                _place = Place.Ended;
            }

            return body.Ended;
        }

        switch (_place)
        {
            case Place.Before when reader.TokenType == JsonTokenType.StartObject:
                _place = Place.InObject;
                return true;
            case Place.InObject when reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("data"u8):
                _place = Place.AtData;
                return true;
            case Place.InObject when reader.TokenType == JsonTokenType.PropertyName:
                return reader.TrySkip();
            case Place.AtData when reader.TokenType == JsonTokenType.StartArray:
                _place = Place.InData;
                return true;
            case Place.InData when reader.TokenType == JsonTokenType.EndArray:
                _place = Place.After;
                return true;
            case Place.InData:
                return AddPoint(ref reader, batch);
            case Place.After:
                return reader.TokenType != JsonTokenType.PropertyName || reader.TrySkip();
            default:
                throw new ProblemException(ApiProblem.Invalid("data", "'data' is required, and must be a list of points.", "telemetry.no-data"));
        }
    }

    private bool AddPoint(ref Utf8JsonReader reader, TelemetryBatch batch)
    {
        if (!body.Ended)
        {
            var ahead = reader;
            if (!ahead.TrySkip())
            {
                return false;
            }
        }

        if ((point.Read(ref reader) ?? point.AddTo(batch)) is { } problem)
        {
            throw new ProblemException(problem.At(Row));
        }

        _row++;
        return true;
    }
}
