using MeetingIntel.Providers.Insights.Local.Text;

namespace MeetingIntel.Providers.Insights.Local.Dates;

/// <summary>A date that a clause mentions.</summary>
/// <param name="Words">The words that say it.</param>
/// <param name="Day">The day that they mean; <see langword="null"/> when it can't be told ("next month").</param>
/// <param name="Named">Whether it is a date in its own right; "today" or "this week" only says when something is done.</param>
internal sealed record DateMention(ReadOnlyMemory<Word> Words, DateOnly? Day, bool Named);
