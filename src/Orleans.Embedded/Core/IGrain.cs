using Orleans.Runtime;

namespace Orleans
{
    /// <summary>The root of all grain interfaces.</summary>
    public interface IGrain : IAddressable;

    /// <summary>A grain identified by a GUID.</summary>
    public interface IGrainWithGuidKey : IGrain;

    /// <summary>A grain identified by a 64-bit integer.</summary>
    public interface IGrainWithIntegerKey : IGrain;

    /// <summary>A grain identified by text.</summary>
    public interface IGrainWithStringKey : IGrain;

    /// <summary>A grain identified by a GUID and an extension.</summary>
    public interface IGrainWithGuidCompoundKey : IGrain;

    /// <summary>A grain identified by a 64-bit integer and an extension.</summary>
    public interface IGrainWithIntegerCompoundKey : IGrain;

    /// <summary>The root of interfaces by which a grain notifies an object that is not a grain.</summary>
    public interface IGrainObserver : IAddressable;
}

namespace Orleans.Runtime
{
    /// <summary>Anything that calls can be addressed to: a grain, an observer, or a reference to one.</summary>
    public interface IAddressable;
}
