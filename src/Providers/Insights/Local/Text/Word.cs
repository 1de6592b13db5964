namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>A word as the rules see it: lower case, contractions spread out ("I'll" is "i" and "will", both over the same characters).</summary>
/// <param name="Text">Lower case.</param>
/// <param name="Start">First character in the segment's text.</param>
/// <param name="End">Character after the last one.</param>
internal readonly record struct Word(string Text, int Start, int End);
