namespace Orleans.Runtime;

/// <summary>How a cluster chooses where a grain lives; with one process there is one place, and nobody asks.</summary>
public abstract class PlacementStrategy;
