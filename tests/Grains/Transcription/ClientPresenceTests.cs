using MeetingIntel.Grains.Transcription;

namespace MeetingIntel.Grains.Tests.Transcription;

public sealed class ClientPresenceTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly ClientPresence _presence = new(Start);

    [Fact]
    public void Silence_UpToTenSeconds_IsNoAbsence() => Assert.Equal(Presence.Here, _presence.At(Start.AddSeconds(10), 0));

    [Fact]
    public void Silence_OfMoreThanTenSeconds_MeansGone() => Assert.Equal(Presence.Gone, _presence.At(Start.AddSeconds(10.1), 0));

    [Fact]
    public void Silence_OfMoreThanTenMinutes_MeansAbandoned() => Assert.Equal(Presence.Abandoned, _presence.At(Start.AddMinutes(10.1), 0));

    [Fact]
    public void Silence_AfterAudio_CountsFromTheAudio()
    {
        _presence.NoteClient(Start.AddSeconds(9));

        Assert.Equal(Presence.Here, _presence.At(Start.AddSeconds(18), 0));
    }

    [Fact]
    public void Silence_WhileTheProviderGetsFurther_IsWaiting()
    {
        Assert.Equal(Presence.Here, _presence.At(Start.AddSeconds(9), 32_000));
        Assert.Equal(Presence.Here, _presence.At(Start.AddSeconds(18), 64_000));
        Assert.Equal(Presence.Gone, _presence.At(Start.AddSeconds(29), 64_000));
    }
}
