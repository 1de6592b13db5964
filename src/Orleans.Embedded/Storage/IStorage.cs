namespace Orleans.Core
{
    /// <summary>A stored state, as a grain sees it.</summary>
    public interface IStorage
    {
        /// <summary>The version last read or written; null before the first.</summary>
        string? Etag { get; }

        /// <summary>Whether the state was ever written and not cleared since.</summary>
        bool RecordExists { get; }

        /// <summary>Deletes what is stored.</summary>
        Task ClearStateAsync();

        /// <summary>Stores the state.</summary>
        Task WriteStateAsync();

        /// <summary>Replaces the state by what is stored.</summary>
        Task ReadStateAsync();

        /// <summary>Deletes what is stored.</summary>
        Task ClearStateAsync(CancellationToken cancellationToken) => ClearStateAsync();

        /// <summary>Stores the state.</summary>
        Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

        /// <summary>Replaces the state by what is stored.</summary>
        Task ReadStateAsync(CancellationToken cancellationToken) => ReadStateAsync();
    }

    /// <summary>A stored state of a type.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>The state in memory.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A state that is read before activation and written when the grain says so.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>Which state, and where.</summary>
    public interface IPersistentStateConfiguration
    {
        /// <summary>The name of the state within the grain.</summary>
        string StateName { get; }

        /// <summary>The name of the storage; null for the default.</summary>
        string? StorageName { get; }
    }

    /// <summary>Asks for a persistent state as a constructor parameter.</summary>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute : Attribute, IPersistentStateConfiguration
    {
        /// <summary>Names the state, and the storage unless it is the default.</summary>
        public PersistentStateAttribute(string stateName, string? storageName = null)
        {
            ArgumentNullException.ThrowIfNull(stateName);
            StateName = stateName;
            StorageName = storageName;
        }

        /// <inheritdoc/>
        public string StateName { get; }

        /// <inheritdoc/>
        public string? StorageName { get; }
    }
}

namespace Orleans
{
    /// <summary>A state with its version, between a grain and a storage.</summary>
    public interface IGrainState<T>
    {
        /// <summary>The state.</summary>
        T? State { get; set; }

        /// <summary>The version.</summary>
        string? ETag { get; set; }

        /// <summary>Whether it is stored.</summary>
        bool RecordExists { get; set; }
    }

    /// <inheritdoc cref="IGrainState{T}"/>
    public sealed class GrainState<T> : IGrainState<T>
    {
        /// <summary>Empty.</summary>
        public GrainState()
        {
        }

        /// <summary>With a state.</summary>
        public GrainState(T state)
            : this(state, null)
        {
        }

        /// <summary>With a state and its version.</summary>
        public GrainState(T state, string? eTag)
        {
            State = state;
            ETag = eTag;
        }

        /// <inheritdoc/>
        public T? State { get; set; }

        /// <inheritdoc/>
        public string? ETag { get; set; }

        /// <inheritdoc/>
        public bool RecordExists { get; set; }
    }
}
