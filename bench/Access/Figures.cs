namespace MeetingIntel.Bench.Access;

/// <summary>What one server did in some time.</summary>
/// <param name="Requests">How many it answered.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="CpuSeconds">Of its process.</param>
internal readonly record struct Figures(int Requests, double Seconds, double CpuSeconds)
{
    public static Figures operator +(Figures one, Figures other) => new(one.Requests + other.Requests, one.Seconds + other.Seconds, one.CpuSeconds + other.CpuSeconds);
}
