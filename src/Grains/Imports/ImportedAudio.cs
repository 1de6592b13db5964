using MeetingIntel.Recordings;
using MeetingIntel.Transcripts;

namespace MeetingIntel.Grains.Imports;

/// <summary>What has to be known of kept audio and of versions of the transcript that were read in, to judge the next event of these: as a session itself would have it.</summary>
internal sealed class ImportedAudio
{
    private readonly HashSet<string> _recordings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _heard = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ends = new(StringComparer.Ordinal);
    private int _version = 1;
    private bool _running;

    /// <summary>The byte behind the last that was kept, by channel: no channel was heard less far.</summary>
    public IReadOnlyDictionary<string, long> Ends => _ends;

    /// <summary>The version that has not ended; nobody goes on with it here, where the audio is not.</summary>
    public int? Running => _running ? _version : null;

    /// <summary>Takes a recording in.</summary>
    /// <param name="recording">Which.</param>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public string? Take(Recording recording)
    {
        _ends[recording.Channel] = Math.Max(recording.ToOffset, _ends.GetValueOrDefault(recording.Channel));
        return !_recordings.Add(recording.Id) ? "another recording has this id."
            : recording.FromOffset < 0 || recording.ToOffset <= recording.FromOffset || recording.Bytes < 0 || !(recording.End >= recording.Start) ? "a recording ends after it began."
            : null;
    }

    /// <summary>Begins a version.</summary>
    /// <param name="started">Which.</param>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public string? Begin(TranscriptVersionStarted started)
    {
        if (_running || started.Version != _version + 1)
        {
            return "versions are numbered from 2 on, and one is heard at a time.";
        }

        (_version, _running) = (started.Version, true);
        _heard.Clear();
        return null;
    }

    /// <summary>Takes a stretch of a version in.</summary>
    /// <param name="stretch">Which.</param>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public string? Take(TranscriptVersionSegments stretch)
    {
        if (!_running || stretch.Version != _version || stretch.FromOffset != _heard.GetValueOrDefault(stretch.Recording) || stretch.ToOffset <= stretch.FromOffset)
        {
            return "a stretch goes on where its version stands.";
        }

        _heard[stretch.Recording] = stretch.ToOffset;
        return null;
    }

    /// <summary>Ends a version.</summary>
    /// <param name="version">Which.</param>
    /// <returns><see langword="null"/>, or what is wrong with it.</returns>
    public string? End(int version)
    {
        var running = _running && version == _version;
        _running &= !running;
        return running ? null : "a version ends once, after it began.";
    }
}
