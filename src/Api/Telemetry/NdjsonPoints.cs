using System.Globalization;
using System.Text.Json;
using MeetingIntel.Api.Errors;
using MeetingIntel.Storage.Telemetry;

namespace MeetingIntel.Api.Telemetry;

/// <summary>A point as JSON on each line.</summary>
/// <param name="body">The request's body.</param>
/// <param name="point">Reads points.</param>
internal sealed class NdjsonPoints(BodyBuffer body, JsonPoint point) : IPointSource
{
    private int _line;

    private string Row => string.Create(CultureInfo.InvariantCulture, $"line {_line}");

    /// <inheritdoc/>
    public async ValueTask<bool> ReadAsync(TelemetryBatch batch, int max, CancellationToken cancellationToken)
    {
        await body.FillAsync(cancellationToken);
        while (!Parse(batch, max))
        {
            if (!await body.FillAsync(cancellationToken))
            {
                throw new ProblemException(new PointProblem("point", "A line must not be larger than 1 MiB.", "telemetry.bad-point").At(Row));
            }
        }

        return !body.Ended || body.Span.Length > 0;
    }

    /// <inheritdoc/>
    public void Dispose() => body.Dispose();

    /// <returns>Whether there is enough; else there must be more of the body.</returns>
    private bool Parse(TelemetryBatch batch, int max)
    {
        while (batch.Count < max && body.Span is { Length: > 0 } span)
        {
            var end = span.IndexOf((byte)'\n');
            if (end < 0 && !body.Ended)
            {
                return false;
            }

            _line++;
            var line = end < 0 ? span : span[..end];
            if (!line.Trim(" \t\r"u8).IsEmpty)
            {
                Add(line, batch);
            }

            body.Consume(end < 0 ? span.Length : end + 1);
        }

        return batch.Count >= max || body.Ended;
    }

    private void Add(ReadOnlySpan<byte> line, TelemetryBatch batch)
    {
        PointProblem? problem;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            problem = point.Read(ref reader);
            if (problem is null && reader.Read())
            {
                problem = new("point", "There is more than one point on this line.", "telemetry.bad-point");
            }
        }
        catch (JsonException)
        {
            problem = new("point", "This is not JSON (which has no NaN and no Infinity).", "telemetry.bad-point");
        }

        if ((problem ?? point.AddTo(batch)) is { } wrong)
        {
            throw new ProblemException(wrong.At(Row));
        }
    }
}
