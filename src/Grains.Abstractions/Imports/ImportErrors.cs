namespace MeetingIntel.Imports;

/// <summary>What can be wrong with a file that a session is to be read in from, with its stable codes.</summary>
public static class ImportErrors
{
    /// <summary>The code of an event that does not fit to those before it.</summary>
    public const string BadEventCode = "import.bad-event";

    /// <summary>The code of what is said of channels that does not fit to the events.</summary>
    public const string BadChannelCode = "import.bad-channel";

    /// <summary>There is no event.</summary>
    public static GrainError Empty { get; } = new(GrainErrorKind.Validation, "import.empty", "The file holds no event.");

    /// <summary>The part of the server that had begun with it has been lost since.</summary>
    public static GrainError Interrupted { get; } = new(GrainErrorKind.Unavailable, "import.interrupted", "The import was interrupted, and nothing of it remains; send the file again.");

    /// <summary>A channel whose audio was kept is not among the channels.</summary>
    public static GrainError MissingChannel { get; } = new(GrainErrorKind.Validation, BadChannelCode, "channels: each channel of which audio was kept must be among them.");

    /// <summary>Numbers of events have a hole, or go back.</summary>
    /// <param name="index">Its place in the file, from 0 on.</param>
    /// <param name="due">The number that is due.</param>
    public static GrainError Hole(long index, long due) => new(GrainErrorKind.Validation, "import.hole", $"events[{index}]: its 'seq' must be {due}.");

    /// <summary>An event does not fit to those before it.</summary>
    /// <param name="index">Its place in the file, from 0 on.</param>
    /// <param name="why">What is wrong, after a colon.</param>
    public static GrainError BadEvent(long index, string why) => new(GrainErrorKind.Validation, BadEventCode, $"events[{index}]: {why}");

    /// <summary>Renames would change too much of the transcript.</summary>
    /// <param name="index">The place of the one that is too many, from 0 on.</param>
    /// <param name="most">How many segments they may change, all in all.</param>
    public static GrainError TooManyRenamed(long index, int most) =>
        new(GrainErrorKind.Validation, "import.too-many-renamed", $"events[{index}]: renames of speakers change at most {most} segments in all.");

    /// <summary>What is said of a channel does not fit to the events.</summary>
    /// <param name="index">Its place in the file, from 0 on.</param>
    /// <param name="why">What is wrong, after a colon.</param>
    public static GrainError BadChannel(int index, string why) => new(GrainErrorKind.Validation, BadChannelCode, $"channels[{index}]: {why}");
}
