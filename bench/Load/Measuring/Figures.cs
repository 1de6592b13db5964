namespace MeetingIntel.Bench.Load.Measuring;

/// <summary>What one measurement finds.</summary>
internal sealed class Figures
{
    private const int RememberedViolations = 20;

    private readonly List<string> _violations = [];

    /// <summary>From the frame that ends a sentence to its text at a subscriber.</summary>
    public Delays Segment { get; } = new();

    /// <summary>From the frame that ends a sentence to the acknowledgement that its outcome is on record.</summary>
    public Delays Ack { get; } = new();

    /// <summary>From the frame that ends a sentence to the bare sink's answer.</summary>
    public Delays Echo { get; } = new();

    /// <summary>How much later than planned frames were sent: how good the generator is.</summary>
    public Delays Pacing { get; } = new();

    /// <summary>What broke a promise of the product.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>How often a promise was broken.</summary>
    public int ViolationCount { get; private set; }

    /// <summary>Only what was sent in this stretch counts.</summary>
    public void Measure(long from, long to)
    {
        foreach (var delays in (Delays[])[Segment, Ack, Echo, Pacing])
        {
            delays.Measure(from, to);
        }
    }

    /// <summary>Notes a broken promise.</summary>
    public void Violate(string what)
    {
        ViolationCount++;
        if (_violations.Count < RememberedViolations)
        {
            _violations.Add(what);
        }
    }
}
