namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>A scripted meeting with real audio, to show and to test everything with.</summary>
public interface ISampleMeeting
{
    /// <summary>Gives the meeting; its audio is made on first use, which takes some seconds, and kept.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SpeechSynthesisException">No speech can be made here.</exception>
    Task<SampleMeetingAudio> GetAsync(CancellationToken cancellationToken);
}

/// <summary>The meeting.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Duration">Length of every channel.</param>
/// <param name="Channels">One for each speaker.</param>
/// <param name="Turns">Who says what and when: the truth to measure transcripts against.</param>
public sealed record SampleMeetingAudio(string Title, TimeSpan Duration, IReadOnlyList<SampleMeetingChannel> Channels, IReadOnlyList<SampleMeetingTurn> Turns);

/// <summary>A speaker's channel.</summary>
/// <param name="Channel">The channel's name.</param>
/// <param name="Speaker">Who speaks on it.</param>
/// <param name="WavPath">Absolute path of a WAV file: 16 kHz, mono, 16 bit; silent while the others speak; the PCM begins at byte 44.</param>
/// <param name="Bytes">Length of the file.</param>
public sealed record SampleMeetingChannel(string Channel, string Speaker, string WavPath, long Bytes);

/// <summary>A turn.</summary>
/// <param name="Channel">Whose.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Text">What is said, as a transcript without errors has it: words parted by spaces, capitals but no punctuation.</param>
public sealed record SampleMeetingTurn(string Channel, TimeSpan Start, TimeSpan End, string Text);
