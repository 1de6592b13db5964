using Orleans.Concurrency;

namespace MeetingIntel.Recordings;

/// <summary>Makes recordings of the pieces of audio that a channel's transcription keeps. Key: that of the channel's transcription.</summary>
[Alias("mi.IRecordingGrain")]
public interface IRecordingGrain : IGrainWithStringKey
{
    /// <summary>Is told before the first piece is kept: from then on it is bound to look after them, whichever process dies.</summary>
    [Alias("ExpectAsync")]
    Task ExpectAsync();

    /// <summary>The channel is closed, or was: makes a recording of what is there, if nobody does so yet.</summary>
    [OneWay, Alias("FinishAsync")]
    Task FinishAsync();
}
