using System.Text.RegularExpressions;
using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Dates;

internal static partial class DateRules
{
    [GeneratedRegex(@"\b(?<!\b(?:i|you|we|they|he|she|it) )" + Before + "(?:" + Weekdays + " )?(?:the )?(?<month>" + Months + @") (?:the )?(?<day>" + NumberWords.Day + @")\b(?: (?<year>20\d\d)\b)?", Pattern.Options, Pattern.Patience)]
    private static partial Regex MonthDay();

    [GeneratedRegex(@"\b" + Before + "(?:" + Weekdays + " )?(?:the )?(?<day>" + NumberWords.Day + ")(?: of)? (?<month>" + Months + @")\b(?: (?<year>20\d\d)\b)?", Pattern.Options, Pattern.Patience)]
    private static partial Regex DayMonth();

    [GeneratedRegex(@"\b" + Before + @"(?<iso>20\d\d[- ]\d\d[- ]\d\d)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Iso();

    [GeneratedRegex(@"\b" + Before + @"(?<first>\d{1,2})/(?<second>\d{1,2})(?:/(?<year>20\d\d))?\b(?!/)", Pattern.Options, Pattern.Patience)]
    private static partial Regex Slashed();

    [GeneratedRegex(@"\b(?:(?:by|before|until|till|at|for|towards?) )?(?:the )?(?:very )?end of (?:(?<next>(?:the )?(?:next|following))|the|this|our)? ?(?<unit>week|month|quarter|year)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex EndOf();

    [GeneratedRegex(@"\b(?:(?:by|before|until|till|at|for|towards?) )?(?:the )?(?:very )?end of (?:(?<month>" + Months + @")|(?:the )?(?<quarter>q[1-4]|first|second|third|fourth)(?: quarter)?)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex EndOfNamed();

    [GeneratedRegex(@"\b(?:(?:by|before|until|at) )?(?:(?:the )?(?:end|close) of (?:the |this )?(?:business|day|today|working day|play)|eod|cob)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex EndOfDay();

    [GeneratedRegex(@"\b(?:(?:by|before|until|at|from|in) )?(?:(?:the )?(?:beginning|start) of|(?:the )?first thing) (?:(?<next>next) (?<unit>week|month|year)|(?:the )?(?<unit>week|month|year)|(?<month>" + Months + @"))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex BeginningOf();

    [GeneratedRegex(@"\b(?:in|within) (?:the )?(?:next )?(?:about |around |roughly )?(?<count>" + NumberWords.Count + @") (?<working>business |working )?(?<unit>day|week|month|year)s?\b(?! (?:ago|of))", Pattern.Options, Pattern.Patience)]
    private static partial Regex InDays();

    [GeneratedRegex(@"\b(?<count>" + NumberWords.Count + @") (?<working>business |working )?(?<unit>day|week|month|year)s? from (?:now|today)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex FromNow();

    [GeneratedRegex(@"\b(?:in|within) (?:the )?(?:next )?(?:about )?(?:" + NumberWords.Count + @"|half an|fifteen|twenty|forty five) (?:minute|hour)s?\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex InHours();

    [GeneratedRegex(@"\b" + Before + "(?:(?:next|the following) (?<weekday>" + Weekdays + ")" + PartOfDay + "|(?:the )?(?<weekday>" + Weekdays + ") (?<after>after next)|(?<weekday>" + Weekdays + @")(?: of)? next week)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex NextWeekday();

    [GeneratedRegex(@"\b" + Before + "(?:(?:this|the|this coming|the coming|coming) )?(?<weekday>" + Weekdays + ")" + PartOfDay + @"\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex ThisWeekday();

    [GeneratedRegex(@"\b" + Before + @"(?:the )?day after tomorrow\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex DayAfterTomorrow();

    [GeneratedRegex(@"\b" + Before + "(?:first thing |early |late )?tomorrow" + PartOfDay + @"\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Tomorrow();

    [GeneratedRegex(@"\b" + Before + @"(?:(?:later |early )?today|tonight|this (?:morning|afternoon|evening)|right after (?:this|the) (?:call|meeting)|after (?:this|the) (?:call|meeting))\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Today();

    [GeneratedRegex(@"\b(?:(?:by|on|over|before|until|at|for) )?(?:(?<next>next)|this|the) weekend\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Weekend();

    [GeneratedRegex(@"\b(?:(?:by|before|until|in|for|during) )?(?:early |late |later |sometime |mid )?(?:next|the following|the coming) (?:week|month|quarter|year|spring|summer|autumn|fall|winter)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex NextPeriod();

    [GeneratedRegex(@"\b(?:(?:by|before|until|in|for|during) )?(?:later |sometime )?this (?:week|month|quarter|year)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex ThisPeriod();

    [GeneratedRegex(@"\b(?:by|on|before|until|till) the (?<day>\d{1,2}(?:st|nd|rd|th)|(?:twenty[ -]|thirty[ -])(?:first|second|third)|(?:twenty[ -])?(?:fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)\b(?= (?:at|and|so|or|for|with|to|if|then|but|because|in|instead|please|okay)\b|$)", Pattern.Options, Pattern.Patience)]
    private static partial Regex OrdinalDay();

    [GeneratedRegex(@"\b(?:to (?!march|may)|(?:in|by|until|before|during|since) (?:early |late |mid |mid-)?|(?:early|late|mid|next|this) (?:in )?)(?<month>january|february|march|april|may|june|july|august|september|october|november|december)\b(?! (?:\d|i\b|we\b|you\b|be\b))", Pattern.Options, Pattern.Patience)]
    private static partial Regex MonthAlone();

    [GeneratedRegex(@"\b(?:(?:in|by|until|before|for) )?(?:early |late |mid )?(?:q[1-4]|(?:the )?(?:first|second|third|fourth|next) quarter)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Quarter();

    [GeneratedRegex(@"\b(?:as soon as possible|asap|right away|immediately|straight away)\b", Pattern.Options, Pattern.Patience)]
    private static partial Regex Soon();
}
