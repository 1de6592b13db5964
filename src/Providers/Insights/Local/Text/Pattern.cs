using System.Text.RegularExpressions;

namespace MeetingIntel.Providers.Insights.Local.Text;

/// <summary>How every rule's regular expression is compiled.</summary>
internal static class Pattern
{
    public const RegexOptions Options = RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant;

    /// <summary>Milliseconds. A match takes microseconds; but the clock also runs while the machine is busy elsewhere.</summary>
    public const int Patience = 10_000;
}
