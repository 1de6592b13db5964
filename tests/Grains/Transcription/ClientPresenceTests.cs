using MeetingIntel.Grains.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class ClientPresenceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly ClientPresence _presence = new(Start);

    [Fact]
    public void Silence_CountsFromTheConnection() => Assert.Equal(TimeSpan.FromSeconds(7), _presence.SilentFor(Start.AddSeconds(7), 0));

    [Fact]
    public void Silence_AfterAudio_CountsFromTheAudio()
    {
        _presence.NoteClient(Start.AddSeconds(9));

        Assert.Equal(TimeSpan.FromSeconds(9), _presence.SilentFor(Start.AddSeconds(18), 0));
    }

    [Fact]
    public void Silence_WhileTheProviderGetsFurther_IsWaiting()
    {
        Assert.Equal(TimeSpan.Zero, _presence.SilentFor(Start.AddSeconds(9), 32_000));
        Assert.Equal(TimeSpan.Zero, _presence.SilentFor(Start.AddSeconds(18), 64_000));
        Assert.Equal(TimeSpan.FromSeconds(11), _presence.SilentFor(Start.AddSeconds(29), 64_000));
    }
}
