using System.Security.Cryptography;
using System.Text.Json;

namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>The script: <c>meeting.json</c> beside this file.</summary>
/// <param name="Title">The meeting's title.</param>
/// <param name="Speakers">Who speaks.</param>
/// <param name="Turns">What they say, one after another.</param>
internal sealed record MeetingScript(string Title, IReadOnlyList<ScriptSpeaker> Speakers, IReadOnlyList<ScriptTurn> Turns)
{
    private const string Resource = "MeetingIntel.Providers.Tts.SampleMeeting.meeting.json";

    /// <summary>Changes whenever the script does: audio of another script is not used.</summary>
    internal string Hash { get; private init; } = string.Empty;

    /// <summary>Reads the script that is built in.</summary>
    internal static MeetingScript Load()
    {
        using var stream = typeof(MeetingScript).Assembly.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException($"{Resource} is not built in.");
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var script = JsonSerializer.Deserialize<MeetingScript>(buffer.ToArray(), JsonSerializerOptions.Web) ?? throw new InvalidOperationException($"{Resource} is empty.");
        return script with { Hash = Convert.ToHexStringLower(SHA256.HashData(buffer.ToArray()))[..16] };
    }
}

/// <summary>A speaker.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Name">Their name.</param>
/// <param name="Voice">The synthesiser's voice.</param>
/// <param name="Stretch">Their pace, see <see cref="SpeechRequest.Stretch"/>.</param>
/// <param name="Pitch">Their pitch, see <see cref="SpeechRequest.Pitch"/>.</param>
internal sealed record ScriptSpeaker(string Channel, string Name, string Voice, double Stretch, double? Pitch);

/// <summary>A turn.</summary>
/// <param name="Speaker">The channel's name.</param>
/// <param name="Text">One sentence or more, lower case without punctuation, every word in the recogniser's dictionary.</param>
internal sealed record ScriptTurn(string Speaker, IReadOnlyList<string> Text);
