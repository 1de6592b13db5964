using MeetingIntel.Providers.Stt;
using MeetingIntel.Providers.Tests.Audio;

namespace MeetingIntel.Providers.Tests.Stt;

public sealed class PocketSphinxTests(PocketSphinxFixture fixture)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly string[] Sentences =
    [
        "i will send the updated contract to the customer by friday",
        "the portal is ready for testing and we found only two small problems",
        "yes i will share the test results with the whole team tomorrow morning",
    ];

    [Fact]
    public async Task ReadEventsAsync_SentencesWithPauses_AreTranscribedWordForWord()
    {
        var recording = await Recording.OfAsync(fixture.Provider, TestSpeech.Say("slt", Pause, Sentences));
        foreach (var e in recording.Events) TestContext.Current.TestOutputHelper!.WriteLine(e.ToString()!);
        Assert.Equal(string.Join(" | ", Sentences), recording.Text);
    }
}
