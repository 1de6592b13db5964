using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>Keeps states in memory, as JSON, so that what a grain changes after a write is not stored by accident.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    private readonly ConcurrentDictionary<(GrainId Grain, string State), Entry> _entries = new();
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_entries.TryGetValue((grainId, stateName), out var entry))
        {
            grainState.State = JsonSerializer.Deserialize<T>(entry.Json, Json);
            grainState.ETag = entry.Etag;
            grainState.RecordExists = true;
        }
        else
        {
            grainState.State = default;
            grainState.ETag = null;
            grainState.RecordExists = false;
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (grainId, stateName);
        var next = new Entry(
            Interlocked.Increment(ref _version).ToString(CultureInfo.InvariantCulture), JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json));
        _ = _entries.TryGetValue(key, out var stored);
        Check(stored, grainState.ETag, grainId);
        if (!(stored is null ? _entries.TryAdd(key, next) : _entries.TryUpdate(key, next, stored)))
            throw Conflict(grainId, _entries.GetValueOrDefault(key)?.Etag, grainState.ETag);
        grainState.ETag = next.Etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (grainId, stateName);
        _ = _entries.TryGetValue(key, out var stored);
        Check(stored, grainState.ETag, grainId);
        if (stored is not null && !_entries.TryRemove(new(key, stored)))
            throw Conflict(grainId, _entries.GetValueOrDefault(key)?.Etag, grainState.ETag);
        grainState.State = default;
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static void Check(Entry? stored, string? etag, GrainId grainId)
    {
        if (!string.Equals(stored?.Etag, etag, StringComparison.Ordinal))
            throw Conflict(grainId, stored?.Etag, etag);
    }

    private static InconsistentStateException Conflict(GrainId grainId, string? stored, string? current) =>
        new($"The stored state of {grainId} is another version than the one written.", stored, current);

    private sealed record Entry(string Etag, byte[] Json);
}
