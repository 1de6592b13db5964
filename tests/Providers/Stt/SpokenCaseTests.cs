using MeetingIntel.Providers.Stt;

namespace MeetingIntel.Providers.Tests.Stt;

public sealed class SpokenCaseTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("i think i'll call on monday", "I think I'll call on Monday")]
    [InlineData("we may meet in may or march", "We may meet in May or March")]
    [InlineData("friday's meeting is in the end of may", "Friday's meeting is in the end of May")]
    public void Of_Text_HasItsCapitals(string heard, string expected) => Assert.Equal(expected, SpokenCase.Of(heard));
}
