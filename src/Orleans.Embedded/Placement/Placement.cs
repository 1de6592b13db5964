namespace Orleans.Runtime
{
    /// <summary>How a cluster chooses where a grain lives; with one process there is one place, and nobody asks.</summary>
    public abstract class PlacementStrategy;
}

namespace Orleans.Placement
{
    using Orleans.Runtime;

    /// <summary>Says how a cluster chooses where grains of a class live.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public abstract class PlacementAttribute : Attribute
    {
        /// <summary>With a strategy.</summary>
        protected PlacementAttribute(PlacementStrategy placement)
        {
            ArgumentNullException.ThrowIfNull(placement);
            PlacementStrategy = placement;
        }

        /// <summary>The strategy.</summary>
        public PlacementStrategy PlacementStrategy { get; private set; }
    }
    /// <summary>On any machine.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class RandomPlacementAttribute() : PlacementAttribute(new OnlyPlace());

    /// <summary>On the machine of the first caller.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class PreferLocalPlacementAttribute() : PlacementAttribute(new OnlyPlace());

    /// <summary>On the machine with fewer activations.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class ActivationCountBasedPlacementAttribute() : PlacementAttribute(new OnlyPlace());

    /// <summary>On the machine with more free resources.</summary>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
    public sealed class ResourceOptimizedPlacementAttribute() : PlacementAttribute(new OnlyPlace());

    internal sealed class OnlyPlace : PlacementStrategy;
}
