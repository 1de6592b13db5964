using MeetingIntel.Grains.Transcription;
using MeetingIntel.Testing.Time;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class ClientPresenceTests
{
    private readonly ManualTime _time = new();
    private readonly ClientPresence _presence;

    public ClientPresenceTests() => _presence = new ClientPresence(_time);

    [Fact]
    public void Silence_CountsFromTheConnection()
    {
        _time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), _presence.SilentFor(0));
    }

    [Fact]
    public void Silence_AfterAudio_CountsFromTheAudio()
    {
        _time.Advance(TimeSpan.FromSeconds(9));
        _presence.NoteClient();
        _time.Advance(TimeSpan.FromSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(9), _presence.SilentFor(0));
    }

    [Fact]
    public void Silence_WhileTheProviderGetsFurther_IsWaiting()
    {
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, _presence.SilentFor(32_000));
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, _presence.SilentFor(64_000));
        _time.Advance(TimeSpan.FromSeconds(11));
        Assert.Equal(TimeSpan.FromSeconds(11), _presence.SilentFor(64_000));
    }

    /// <summary>A clock that is set forward must not close all channels of a silo, nor one that is set back keep their slots.</summary>
    [Theory]
    [InlineData(10)]
    [InlineData(-60)]
    public void Silence_WhenTheClockIsSet_IsTheTimeThatPassed(int minutes)
    {
        _time.Advance(TimeSpan.FromSeconds(3));
        _time.SetClock(TimeSpan.FromMinutes(minutes));

        Assert.Equal(TimeSpan.FromSeconds(3), _presence.SilentFor(0));
    }
}
