using MeetingIntel.Providers.Media;
using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Providers.Tts.SampleMeeting;

/// <summary>Puts the spoken turns one after another, each on its speaker's channel.</summary>
internal static class MeetingComposer
{
    private const int SampleRate = 16_000;

    /// <summary>Silence before the first turn and after the last.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>Between two sentences of one speaker: long enough to end an utterance.</summary>
    private static readonly TimeSpan SentencePause = TimeSpan.FromMilliseconds(750);

    /// <summary>Between two speakers: they are quick to answer.</summary>
    private static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(450);

    /// <summary>Writes the channels' files.</summary>
    /// <param name="script">What is said.</param>
    /// <param name="synthesiser">Who says it.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<SampleMeetingAudio> ComposeAsync(MeetingScript script, ISpeechSynthesiser synthesiser, string folder, CancellationToken cancellationToken)
    {
        var turns = new List<SampleMeetingTurn>();
        var spoken = new List<(string Channel, int Start, ReadOnlyMemory<short> Samples)>();
        var now = Margin;
        foreach (var turn in script.Turns)
        {
            var speaker = script.Speakers.Single(speaker => string.Equals(speaker.Channel, turn.Speaker, StringComparison.Ordinal));
            foreach (var sentence in turn.Text)
            {
                var speech = await synthesiser.SynthesiseAsync(new SpeechRequest(sentence, speaker.Voice, speaker.Stretch, speaker.Pitch), cancellationToken);
                spoken.Add((speaker.Channel, Samples(now), speech.Samples));
                turns.Add(new SampleMeetingTurn(speaker.Channel, now, now + speech.Duration, SpokenCase.Of(sentence)));
                now += speech.Duration + SentencePause;
            }

            now += TurnPause - SentencePause;
        }

        var length = Samples(now - TurnPause + Margin);
        var channels = new List<SampleMeetingChannel>();
        foreach (var speaker in script.Speakers)
        {
            var pcm = new short[length];
            foreach (var (_, start, samples) in spoken.Where(part => string.Equals(part.Channel, speaker.Channel, StringComparison.Ordinal)))
            {
                samples.Span.CopyTo(pcm.AsSpan(start));
            }

            var path = Path.Combine(folder, $"{speaker.Channel}.wav");
            await WavFile.WriteAsync(path, SampleRate, pcm, cancellationToken);
            channels.Add(new SampleMeetingChannel(speaker.Channel, speaker.Name, path, new FileInfo(path).Length));
        }

        return new SampleMeetingAudio(script.Title, TimeSpan.FromSeconds((double)length / SampleRate), channels, turns);
    }

    private static int Samples(TimeSpan time) => (int)(time.TotalSeconds * SampleRate);
}
