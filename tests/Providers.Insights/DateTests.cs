using System.Globalization;
using MeetingIntel.Providers.Insights.Local.Dates;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Tests;

/// <summary>Dates as they are said on Wednesday, 4 June 2025.</summary>
public sealed class DateTests
{
    private static readonly SpeakerNames Names = new();

    [Theory]
    [InlineData("We ship tomorrow.", "tomorrow", "2025-06-05")]
    [InlineData("we ship the day after tomorrow", "the day after tomorrow", "2025-06-06")]
    [InlineData("We ship on Friday.", "on Friday", "2025-06-06")]
    [InlineData("We ship on Wednesday.", "on Wednesday", "2025-06-11")]
    [InlineData("we ship by tuesday", "by Tuesday", "2025-06-10")]
    [InlineData("We ship next Tuesday.", "next Tuesday", "2025-06-10")]
    [InlineData("We ship next Friday.", "next Friday", "2025-06-13")]
    [InlineData("We ship on Friday next week.", "on Friday next week", "2025-06-13")]
    [InlineData("We ship the Friday after next.", "the Friday after next", "2025-06-20")]
    [InlineData("We ship by the end of the week.", "by the end of the week", "2025-06-06")]
    [InlineData("We ship at the end of next week.", "at the end of next week", "2025-06-13")]
    [InlineData("We ship by the end of the month.", "by the end of the month", "2025-06-30")]
    [InlineData("We ship by the end of next month.", "by the end of next month", "2025-07-31")]
    [InlineData("We ship by the end of the quarter.", "by the end of the quarter", "2025-06-30")]
    [InlineData("We ship by the end of the year.", "by the end of the year", "2025-12-31")]
    [InlineData("We ship by the end of February.", "by the end of February", "2026-02-28")]
    [InlineData("We ship by the end of Q3.", "by the end of Q3", "2025-09-30")]
    [InlineData("We ship at the beginning of next month.", "at the beginning of next month", "2025-07-01")]
    [InlineData("we ship in two weeks", "in two weeks", "2025-06-18")]
    [InlineData("We ship in 10 days.", "in 10 days", "2025-06-14")]
    [InlineData("We ship in a couple of days.", "in a couple of days", "2025-06-06")]
    [InlineData("We ship within five working days.", "within five working days", "2025-06-11")]
    [InlineData("We ship three months from now.", "three months from now", "2025-09-04")]
    [InlineData("we ship on march third", "on March third", "2026-03-03")]
    [InlineData("We ship on March 3rd, 2027.", "on March 3rd, 2027", "2027-03-03")]
    [InlineData("we ship on the twenty first of june", "on the twenty first of June", "2025-06-21")]
    [InlineData("We ship on 12 August.", "on 12 August", "2025-08-12")]
    [InlineData("We ship on the 15th.", "on the 15th", "2025-06-15")]
    [InlineData("We ship by the third, no, by the fifteenth.", "by the fifteenth", "2025-06-15")]
    [InlineData("We ship on 2025-09-30.", "on 2025-09-30", "2025-09-30")]
    [InlineData("We ship on 7/14.", "on 7/14", "2025-07-14")]
    [InlineData("We ship on 14/7/2026.", "on 14/7/2026", "2026-07-14")]
    [InlineData("We ship on February 30.", "on February 30", null)]
    [InlineData("We ship next month.", "next month", null)]
    [InlineData("We ship in October.", "in October", null)]
    [InlineData("We ship at the weekend.", "at the weekend", "2025-06-07")]
    [InlineData("We ship by close of business.", "by close of business", "2025-06-04")]
    public void Find_DateToCome_SaysWordsAndDay(string text, string words, string? day)
    {
        var (clause, mention) = Assert.Single(Find(text));

        Assert.Equal(words, Tidier.Words(clause, mention.Words, Names));
        Assert.Equal(day, mention.Day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.True(mention.Named);
    }

    [Theory]
    [InlineData("We shipped on Friday.")]
    [InlineData("We met last Tuesday.")]
    [InlineData("We meet every Monday.")]
    [InlineData("They may go first.")]
    [InlineData("We march on.")]
    [InlineData("It may take the second option.")]
    [InlineData("Two weeks ago it worked.")]
    [InlineData("The first of all problems is the price.")]
    [InlineData("On the third slide there is a mistake.")]
    public void Find_NoDateToCome_FindsNothing(string text) => Assert.Empty(Find(text));

    [Theory]
    [InlineData("Today we look at the plan.")]
    [InlineData("We will see this week.")]
    [InlineData("Do it as soon as possible.")]
    public void Find_TimeThatIsNoDate_IsNotNamed(string text) => Assert.False(Assert.Single(Find(text)).Mention.Named);

    [Theory]
    [InlineData("2025-06-06", "2025-06-06")]
    [InlineData("2025-06-07", "2025-06-13")]
    [InlineData("2025-06-08", "2025-06-13")]
    [InlineData("2025-06-09", "2025-06-13")]
    public void EndOfWeek_AnyDay_IsTheFridayToCome(string today, string end) => Assert.Equal(Day(end), new MeetingCalendar(Day(today)).EndOfWeek());

    [Fact]
    public void Coming_LeapDay_IsFoundInALeapYearOnly()
    {
        Assert.Equal(new DateOnly(2028, 2, 29), new MeetingCalendar(new DateOnly(2028, 1, 10)).DayOfMonth(null, 2, 29));
        Assert.Null(new MeetingCalendar(new DateOnly(2025, 1, 10)).DayOfMonth(null, 2, 29));
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static List<(Clause Clause, DateMention Mention)> Find(string text)
    {
        var finder = new DateFinder(DateOnly.FromDateTime(Dialogue.StartedAt.DateTime));
        return [.. SentenceSplitter.Split(text, Names).SelectMany(sentence => finder.Find(sentence.Whole).Select(mention => (sentence.Whole, mention)))];
    }
}
