using System.Globalization;
using System.Text.RegularExpressions;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>A way to say a date.</summary>
/// <param name="Pattern">Over the normal text of a clause.</param>
/// <param name="Named">See <see cref="DateMention.Named"/>.</param>
/// <param name="Future">Whether the words themselves point ahead, so that a past form beside them changes nothing.</param>
/// <param name="Read">What it means; <see langword="null"/> when no day can be told.</param>
internal sealed record DateRule(Regex Pattern, bool Named, bool Future, Func<Match, MeetingCalendar, DateOnly?> Read);

/// <summary>The ways to say a date, as they are spoken ("march third", "the end of the month") and as they are written ("March 3rd").</summary>
internal static partial class DateRules
{
    private const string Before = "(?:(?:by|on|before|until|till|for|around|from) )?";
    private const string Months = "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec";
    private const string Weekdays = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
    private const string PartOfDay = "(?: (?:morning|afternoon|evening|night|noon))?";

    /// <summary>All of them; where two match at one place, the longer wins.</summary>
    public static readonly IReadOnlyList<DateRule> All =
    [
        new(MonthDay(), true, false, ReadMonthDay),
        new(DayMonth(), true, false, ReadMonthDay),
        new(Iso(), true, false, (match, _) => DateOnly.TryParseExact(match.Groups["iso"].Value.Replace(' ', '-'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null),
        new(Slashed(), true, false, ReadSlashed),
        new(EndOf(), true, true, ReadEnd),
        new(EndOfNamed(), true, true, (match, calendar) => match.Groups["quarter"] is { Success: true, Value: var quarter } ? calendar.EndOfNamedQuarter(QuarterOf(quarter)) : calendar.EndOfNamedMonth(MonthOf(match))),
        new(EndOfDay(), true, true, (_, calendar) => calendar.Today),
        new(BeginningOf(), true, true, ReadBeginning),
        new(InDays(), true, false, ReadInDays),
        new(FromNow(), true, true, ReadInDays),
        new(InHours(), false, false, (_, calendar) => calendar.Today),
        new(NextWeekday(), true, true, (match, calendar) => calendar.OfNextWeek(WeekdayOf(match)).AddDays(match.Groups["after"].Success ? 7 : 0)),
        new(ThisWeekday(), true, false, (match, calendar) => calendar.Coming(WeekdayOf(match))),
        new(DayAfterTomorrow(), true, true, (_, calendar) => calendar.Today.AddDays(2)),
        new(Tomorrow(), true, true, (_, calendar) => calendar.Today.AddDays(1)),
        new(Today(), false, false, (_, calendar) => calendar.Today),
        new(Weekend(), true, false, (match, calendar) => match.Groups["next"].Success ? calendar.OfNextWeek(DayOfWeek.Saturday) : calendar.Coming(DayOfWeek.Saturday)),
        new(NextPeriod(), true, true, (_, _) => null),
        new(ThisPeriod(), false, false, (_, _) => null),
        new(OrdinalDay(), true, false, (match, calendar) => calendar.DayOfThisMonth(NumberWords.ReadDay(match.Groups["day"].Value))),
        new(MonthAlone(), true, false, (_, _) => null),
        new(Quarter(), true, false, (_, _) => null),
        new(Soon(), false, true, (_, _) => null),
    ];

    private static DateOnly? ReadMonthDay(Match match, MeetingCalendar calendar) =>
        calendar.DayOfMonth(YearOf(match), MonthOf(match), NumberWords.ReadDay(match.Groups["day"].Value));

    /// <summary>Month first, as spoken English has it, unless only the other way makes a date.</summary>
    private static DateOnly? ReadSlashed(Match match, MeetingCalendar calendar)
    {
        var (first, second) = (NumberOf(match, "first"), NumberOf(match, "second"));
        return first > 12 ? calendar.DayOfMonth(YearOf(match), second, first) : calendar.DayOfMonth(YearOf(match), first, second);
    }

    private static DateOnly? ReadEnd(Match match, MeetingCalendar calendar)
    {
        var ahead = match.Groups["next"].Success ? 1 : 0;
        return match.Groups["unit"].Value switch
        {
            "week" => ahead == 1 ? calendar.OfNextWeek(DayOfWeek.Friday) : calendar.EndOfWeek(),
            "month" => calendar.EndOfMonth(ahead),
            "quarter" => calendar.EndOfQuarter(ahead),
            "year" => new DateOnly(calendar.Today.Year + ahead, 12, 31),
            _ => null,
        };
    }

    private static DateOnly? ReadBeginning(Match match, MeetingCalendar calendar)
    {
        var next = match.Groups["next"].Success;
        return match.Groups["unit"].Value switch
        {
            "week" when next => calendar.OfNextWeek(DayOfWeek.Monday),
            "month" when next => calendar.FirstOfMonth(1),
            "year" when next => new DateOnly(calendar.Today.Year + 1, 1, 1),
            "week" or "month" or "year" => null,
            _ => calendar.DayOfMonth(null, MonthOf(match), 1),
        };
    }

    private static DateOnly? ReadInDays(Match match, MeetingCalendar calendar)
    {
        var count = NumberWords.ReadCount(match.Groups["count"].Value);
        return match.Groups["unit"].Value switch
        {
            "day" when match.Groups["working"].Success => calendar.WorkingDays(count),
            "day" => calendar.Today.AddDays(count),
            "week" => calendar.Today.AddDays(7 * count),
            "month" => calendar.Today.AddMonths(count),
            _ => calendar.Today.AddYears(count),
        };
    }

    private static int? YearOf(Match match) => match.Groups["year"].Success ? NumberOf(match, "year") : null;

    private static int NumberOf(Match match, string group) => int.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    private static int MonthOf(Match match) => match.Groups["month"].Value[..3] switch
    {
        "jan" => 1, "feb" => 2, "mar" => 3, "apr" => 4, "may" => 5, "jun" => 6,
        "jul" => 7, "aug" => 8, "sep" => 9, "oct" => 10, "nov" => 11, _ => 12,
    };

    private static int QuarterOf(string text) => text switch { "q1" or "first" => 1, "q2" or "second" => 2, "q3" or "third" => 3, _ => 4 };

    private static DayOfWeek WeekdayOf(Match match) => match.Groups["weekday"].Value switch
    {
        "monday" => DayOfWeek.Monday, "tuesday" => DayOfWeek.Tuesday, "wednesday" => DayOfWeek.Wednesday, "thursday" => DayOfWeek.Thursday,
        "friday" => DayOfWeek.Friday, "saturday" => DayOfWeek.Saturday, _ => DayOfWeek.Sunday,
    };
}
