using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace MeetingIntel.Bench.Chaos.Report;

/// <summary>Everything that counts, as lines of JSON; and the promises that were broken. Thread-safe.</summary>
internal sealed class Evidence : IDisposable
{
    private const int RememberedViolations = 50;

    private readonly Lock _lock = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly FileStream? _file;
    private readonly Utf8JsonWriter _writer;
    private readonly List<string> _violations = [];
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Opens the log.</summary>
    /// <param name="path">Where; <see langword="null"/>: nothing is written.</param>
    public Evidence(string? path)
    {
        _file = path is null ? null : new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 16);
        _writer = new Utf8JsonWriter((Stream?)_file ?? Stream.Null, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>Seconds since the beginning: the time of all lines.</summary>
    public double Now => Stopwatch.GetElapsedTime(_start).TotalSeconds;

    /// <summary>The first broken promises.</summary>
    public IReadOnlyList<string> Violations => _violations;

    public int ViolationCount { get; private set; }

    /// <summary>How many lines of a kind there are.</summary>
    public long Count(string kind)
    {
        lock (_lock)
        {
            return _counts.GetValueOrDefault(kind);
        }
    }

    /// <summary>Writes a line.</summary>
    /// <param name="kind">What it is about.</param>
    /// <param name="fields">Text or numbers; what is <see langword="null"/> is left out.</param>
    public void Write(string kind, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        lock (_lock)
        {
            _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
            _writer.WriteStartObject();
            _writer.WriteNumber("t", Math.Round(Now, 3));
            _writer.WriteString("kind", kind);
            foreach (var (name, value) in fields)
            {
                WriteField(name, value);
            }

            _writer.WriteEndObject();
            _writer.Flush();
            _writer.Reset();
            _file?.WriteByte((byte)'\n');
        }
    }

    /// <summary>Notes a broken promise.</summary>
    /// <param name="promise">Which one.</param>
    /// <param name="what">What happened.</param>
    public void Violate(string promise, string what)
    {
        Write("violation", ("promise", promise), ("what", what));
        lock (_lock)
        {
            ViolationCount++;
            if (_violations.Count < RememberedViolations)
            {
                _violations.Add($"{Now,8:0.0} s  {promise}: {(what.Length > 200 ? what[..200] + " …" : what)}");
            }
        }
    }

    /// <summary>Notes a broken promise.</summary>
    /// <param name="promise">Which one.</param>
    /// <param name="where">Whom it is about.</param>
    /// <param name="what">What happened.</param>
    public void Violate(string promise, string where, FormattableString what) => Violate(promise, $"{where}: {what.ToString(CultureInfo.InvariantCulture)}");

    public void Dispose()
    {
        _writer.Dispose();
        _file?.Dispose();
    }

    private void WriteField(string name, object? value)
    {
        switch (value)
        {
            case null:
                break;
            case long number:
                _writer.WriteNumber(name, number);
                break;
            case int number:
                _writer.WriteNumber(name, number);
                break;
            case double number:
                _writer.WriteNumber(name, Math.Round(number, 3));
                break;
            default:
                _writer.WriteString(name, value.ToString());
                break;
        }
    }
}
