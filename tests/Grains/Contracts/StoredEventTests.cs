using MeetingIntel.Sessions;
using MeetingIntel.Timeline;
using MeetingIntel.Transcription;

namespace MeetingIntel.Grains.Tests.Contracts;

/// <summary>Events are kept for years: what is in a journal today must be readable by each later build.</summary>
public sealed class StoredEventTests
{
    private const string File = "stored-events.txt";

    [Fact]
    public void Serialize_WritesWhatItAlwaysWrote() =>
        Golden.Check(File, Samples.Events.Select(sample => KeyValuePair.Create(sample.Key, SessionEventTypes.Serialize(sample.Value))));

    [Fact]
    public void Deserialize_OfWhatWasStored_GivesTheSameEvent()
    {
        var stored = Golden.Read(File);
        Assert.Equal(SessionEventTypes.Names.Order(StringComparer.Ordinal), stored.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, json) in stored)
        {
            Assert.Equal(json, SessionEventTypes.Serialize(SessionEventTypes.Deserialize(name, json)));
        }
    }

    /// <summary>Sessions are still in journals that never said whether their audio is kept.</summary>
    [Fact]
    public void Deserialize_OfASessionFromBeforeAudioWasKept_KeepsNone() => Assert.Equal(
        new SessionUpdated(new SessionDetails("Weekly")),
        SessionEventTypes.Deserialize("session.updated", """{"details":{"name":"Weekly","type":"manual","meeting_info":"{}","meeting_brief":"","competitive_intelligence":"","agent_capabilities":""}}"""));

    /// <summary>What a field was added to is still in journals without it.</summary>
    [Fact]
    public void Deserialize_OfAChannelFromBeforeSenders_HasNone() => Assert.Equal(
        new ChannelOpened("mic", null, 16_000),
        SessionEventTypes.Deserialize("channel.opened", """{"channel":"mic","speaker":null,"sample_rate":16000}"""));
}
