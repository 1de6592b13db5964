using System.Text.Json;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>
/// Makes the sample meeting with the local synthesiser and keeps it in a folder named by the script's hash. The folder appears under its name only when it is complete,
/// so neither a crash nor a second process leaves half a meeting.
/// </summary>
/// <param name="synthesiser">Speaks.</param>
/// <param name="options">Where it is kept.</param>
internal sealed class ScriptedSampleMeeting(ISpeechSynthesiser synthesiser, IOptions<SampleMeetingOptions> options) : ISampleMeeting, IDisposable
{
    private const string Contents = "meeting.json";
    private readonly SemaphoreSlim _gate = new(1);
    private SampleMeetingAudio? _meeting;

    /// <inheritdoc/>
    public async Task<SampleMeetingAudio> GetAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Somebody may have cleaned the files away since.
            if (_meeting?.Channels.All(channel => File.Exists(channel.WavPath)) is not true)
            {
                _meeting = await LoadOrMakeAsync(cancellationToken);
            }

            return _meeting;
        }
        finally
        {
            _ = _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async Task<SampleMeetingAudio> LoadOrMakeAsync(CancellationToken cancellationToken)
    {
        var script = MeetingScript.Load();
        var folder = Path.GetFullPath(Path.Combine(options.Value.CachePath, script.Hash));
        if (await LoadAsync(folder, cancellationToken) is { } kept)
        {
            return kept;
        }

        var building = $"{folder}.{Guid.NewGuid():N}.building";
        _ = Directory.CreateDirectory(building);
        try
        {
            var meeting = await MeetingComposer.ComposeAsync(script, synthesiser, building, cancellationToken);
            await File.WriteAllTextAsync(Path.Combine(building, Contents), JsonSerializer.Serialize(meeting, JsonSerializerOptions.Web), cancellationToken);
            return await PublishAsync(building, folder, cancellationToken);
        }
        finally
        {
            if (Directory.Exists(building))
            {
                Directory.Delete(building, recursive: true);
            }
        }
    }

    private static async Task<SampleMeetingAudio> PublishAsync(string building, string folder, CancellationToken cancellationToken)
    {
        try
        {
            Directory.Move(building, folder);
        }
        catch (IOException) when (Directory.Exists(folder))
        {
            // Either another process was faster and its meeting is the same, or somebody took files out of the old one.
            if (await LoadAsync(folder, cancellationToken) is { } same)
            {
                return same;
            }

            Directory.Delete(folder, recursive: true);
            Directory.Move(building, folder);
        }

        return await LoadAsync(folder, cancellationToken) ?? throw new IOException($"The sample meeting in {folder} can't be read.");
    }

    private static async Task<SampleMeetingAudio?> LoadAsync(string folder, CancellationToken cancellationToken)
    {
        var contents = Path.Combine(folder, Contents);
        if (!File.Exists(contents))
        {
            return null;
        }

        var text = await File.ReadAllTextAsync(contents, cancellationToken);
        var meeting = JsonSerializer.Deserialize<SampleMeetingAudio>(text, JsonSerializerOptions.Web);

        // Only names are kept, so that the folder may move.
        var channels = meeting?.Channels.Select(channel => channel with { WavPath = Path.Combine(folder, Path.GetFileName(channel.WavPath)) }).ToList();
        return channels is not null && channels.TrueForAll(channel => new FileInfo(channel.WavPath) is { Exists: true } file && file.Length == channel.Bytes)
            ? meeting! with { Channels = channels }
            : null;
    }
}
