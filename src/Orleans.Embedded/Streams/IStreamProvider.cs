using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace Orleans.Streams
{
    /// <summary>Makes streams.</summary>
    public interface IStreamProvider
    {
        /// <summary>Its name.</summary>
        string Name { get; }

        /// <summary>Whether subscriptions can begin in the past.</summary>
        bool IsRewindable { get; }

        /// <summary>A stream.</summary>
        IAsyncStream<T> GetStream<T>(StreamId streamId);
    }

    /// <summary>Streams by parts of their ids.</summary>
    public static class StreamProviderExtensions
    {
        /// <summary>A stream without a namespace.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, Guid id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, Guid id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));

        /// <summary>A stream without a namespace.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, string id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));

        /// <summary>A stream without a namespace.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, long id) => streamProvider.GetStream<T>(StreamId.Create(null, id));

        /// <summary>A stream.</summary>
        public static IAsyncStream<T> GetStream<T>(this IStreamProvider streamProvider, string ns, long id) => streamProvider.GetStream<T>(StreamId.Create(ns, id));
    }
}

namespace Orleans
{
    /// <summary>Stream providers of grains.</summary>
    public static class GrainStreamingExtensions
    {
        /// <summary>A stream provider.</summary>
        /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
        public static IStreamProvider GetStreamProvider(this IGrainBase grain, string name) =>
            ClientStreamingExtensions.Find(grain.GrainContext.ActivationServices, name);

        /// <inheritdoc cref="GetStreamProvider(IGrainBase,string)"/>
        public static IStreamProvider GetStreamProvider(this Grain grain, string name) => ((IGrainBase)grain).GetStreamProvider(name);
    }

    /// <summary>Stream providers of clients.</summary>
    public static class ClientStreamingExtensions
    {
        /// <summary>A stream provider.</summary>
        /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
        public static IStreamProvider GetStreamProvider(this IClusterClient client, string name) => Find(client.ServiceProvider, name);

        internal static IStreamProvider Find(IServiceProvider services, string name)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(name);
            return services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"Stream provider '{name}' not found");
        }
    }
}

namespace Orleans.Streams.Core
{
    /// <summary>A grain that attaches its observers when the first item of a subscription arrives.</summary>
    public interface IStreamSubscriptionObserver
    {
        /// <summary>Attaches an observer through the factory's handle.</summary>
        Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
    }

    /// <summary>Makes the handle of a subscription.</summary>
    public interface IStreamSubscriptionHandleFactory
    {
        /// <summary>The stream.</summary>
        StreamId StreamId { get; }

        /// <summary>The name of its provider.</summary>
        string ProviderName { get; }

        /// <summary>The handle, for items of a type.</summary>
        StreamSubscriptionHandle<T> Create<T>();
    }
}

namespace Orleans.Internal
{
    /// <summary>Says how long to wait before the next attempt.</summary>
    public interface IBackoffProvider
    {
        /// <summary>The time to wait after so many attempts, counted from 0.</summary>
        TimeSpan Next(int attempt);
    }
}

namespace Orleans.Runtime.Providers
{
    /// <summary>The waiting times between deliveries of an item. Registered as a keyed service by the provider's name.</summary>
    public interface IMessageDeliveryBackoffProvider : Internal.IBackoffProvider;
}
