namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>What spoken dates mean, counted from the day of the meeting. A week begins on Monday and its working part ends on Friday.</summary>
/// <param name="Today">The day of the meeting.</param>
internal readonly record struct MeetingCalendar(DateOnly Today)
{
    private DateOnly Monday => Today.AddDays(-DaysAfterMonday(Today.DayOfWeek));

    /// <summary>"Friday": the next one, not today.</summary>
    public DateOnly Coming(DayOfWeek day) => Today.AddDays(1 + ((DaysAfterMonday(day) - DaysAfterMonday(Today.DayOfWeek) + 6) % 7));

    /// <summary>"next Friday": the one of next week.</summary>
    public DateOnly OfNextWeek(DayOfWeek day) => Monday.AddDays(7 + DaysAfterMonday(day));

    /// <summary>"the end of the week": Friday, or next Friday when that is over.</summary>
    public DateOnly EndOfWeek() => Today.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? OfNextWeek(DayOfWeek.Friday) : Monday.AddDays(4);

    /// <summary>The last day of the month that many months ahead.</summary>
    public DateOnly EndOfMonth(int ahead) => FirstOfMonth(ahead + 1).AddDays(-1);

    /// <summary>The first day of the month that many months ahead.</summary>
    public DateOnly FirstOfMonth(int ahead) => new DateOnly(Today.Year, Today.Month, 1).AddMonths(ahead);

    /// <summary>The last day of the quarter that many quarters ahead.</summary>
    public DateOnly EndOfQuarter(int ahead) => EndOfMonth((2 - ((Today.Month - 1) % 3)) + (3 * ahead));

    /// <summary>The end of a quarter (1…4): this year's, or next year's when it is over.</summary>
    public DateOnly EndOfNamedQuarter(int quarter)
    {
        var end = new DateOnly(Today.Year, quarter * 3, 1).AddMonths(1).AddDays(-1);
        return end < Today ? new DateOnly(Today.Year + 1, quarter * 3, 1).AddMonths(1).AddDays(-1) : end;
    }

    /// <summary>The last day of a month (1…12), of this year or, when it is over, of the next.</summary>
    public DateOnly EndOfNamedMonth(int month) => new DateOnly(month < Today.Month ? Today.Year + 1 : Today.Year, month, 1).AddMonths(1).AddDays(-1);

    /// <summary>A day of a month: the next one from today on, unless the year is said.</summary>
    /// <returns><see langword="null"/> when there is no such day.</returns>
    public DateOnly? DayOfMonth(int? year, int month, int day)
    {
        if (month is < 1 or > 12 || day < 1)
            return null;

        var said = year ?? Today.Year;
        if (day > DateTime.DaysInMonth(said, month))
            return null;

        var date = new DateOnly(said, month, day);
        return year is null && date < Today && day <= DateTime.DaysInMonth(said + 1, month) ? new DateOnly(said + 1, month, day) : date;
    }

    /// <summary>"the fifteenth": of this month, or of the next when that is over.</summary>
    public DateOnly? DayOfThisMonth(int day)
    {
        var first = FirstOfMonth(day < Today.Day ? 1 : 0);
        return day >= 1 && day <= DateTime.DaysInMonth(first.Year, first.Month) ? first.AddDays(day - 1) : null;
    }

    /// <summary>That many working days ahead.</summary>
    public DateOnly WorkingDays(int count)
    {
        var day = Today;
        while (count > 0)
        {
            day = day.AddDays(1);
            if (day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                count--;
        }

        return day;
    }

    private static int DaysAfterMonday(DayOfWeek day) => ((int)day + 6) % 7;
}
