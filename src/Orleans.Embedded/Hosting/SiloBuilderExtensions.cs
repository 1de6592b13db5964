using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Orleans.Hosting
{
    /// <summary>Services and options of the engine.</summary>
    public static class SiloBuilderExtensions
    {
        /// <summary>Adds services.</summary>
        public static ISiloBuilder ConfigureServices(this ISiloBuilder builder, Action<IServiceCollection> configureDelegate)
        {
            configureDelegate(builder.Services);
            return builder;
        }

        /// <summary>Sets options.</summary>
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, Action<TOptions> configureOptions)
            where TOptions : class
        {
            _ = builder.Services.Configure(configureOptions);
            return builder;
        }

        /// <summary>Binds options.</summary>
        public static ISiloBuilder Configure<TOptions>(this ISiloBuilder builder, IConfiguration configuration)
            where TOptions : class
        {
            _ = builder.Services.AddOptions<TOptions>().Bind(configuration);
            return builder;
        }

        /// <summary>Sets up logging.</summary>
        public static ISiloBuilder ConfigureLogging(this ISiloBuilder builder, Action<ILoggingBuilder> configureLogging)
        {
            _ = builder.Services.AddLogging(configureLogging);
            return builder;
        }
    }

    /// <summary>Clustering; with one process there is nothing to do.</summary>
    public static class CoreHostingExtensions
    {
        /// <summary>A cluster of one.</summary>
        public static ISiloBuilder UseLocalhostClustering(
            this ISiloBuilder builder,
            int siloPort = 11111,
            int gatewayPort = 30000,
            IPEndPoint? primarySiloEndpoint = null,
            string serviceId = "dev",
            string clusterId = "dev") => builder;
    }

    /// <summary>Call filters.</summary>
    public static class GrainCallFilterSiloBuilderExtensions
    {
        /// <summary>Adds a filter of calls into grains.</summary>
        public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IIncomingGrainCallFilter filter) =>
            builder.ConfigureServices(services => services.AddSingleton(filter));

        /// <summary>Adds a filter of calls into grains.</summary>
        public static ISiloBuilder AddIncomingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
            where TImplementation : class, IIncomingGrainCallFilter =>
            builder.ConfigureServices(services => services.AddSingleton<IIncomingGrainCallFilter, TImplementation>());

        /// <summary>Adds a filter of calls into grains.</summary>
        public static ISiloBuilder AddIncomingGrainCallFilter(this ISiloBuilder builder, IncomingGrainCallFilterDelegate filter) =>
            builder.AddIncomingGrainCallFilter(new IncomingDelegate(filter));

        /// <summary>Adds a filter of calls that are made.</summary>
        public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, IOutgoingGrainCallFilter filter) =>
            builder.ConfigureServices(services => services.AddSingleton(filter));

        /// <summary>Adds a filter of calls that are made.</summary>
        public static ISiloBuilder AddOutgoingGrainCallFilter<TImplementation>(this ISiloBuilder builder)
            where TImplementation : class, IOutgoingGrainCallFilter =>
            builder.ConfigureServices(services => services.AddSingleton<IOutgoingGrainCallFilter, TImplementation>());

        /// <summary>Adds a filter of calls that are made.</summary>
        public static ISiloBuilder AddOutgoingGrainCallFilter(this ISiloBuilder builder, OutgoingGrainCallFilterDelegate filter) =>
            builder.AddOutgoingGrainCallFilter(new OutgoingDelegate(filter));

        private sealed class IncomingDelegate(IncomingGrainCallFilterDelegate filter) : IIncomingGrainCallFilter
        {
            public Task Invoke(IIncomingGrainCallContext context) => filter(context);
        }

        private sealed class OutgoingDelegate(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
        {
            public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
        }
    }

    /// <summary>Startup tasks.</summary>
    public static class SiloBuilderStartupExtensions
    {
        /// <summary>Adds something to do once the engine runs.</summary>
        public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask) =>
            builder.ConfigureServices(services => services.AddSingleton(new StartupTask(startupTask)));

        /// <summary>Adds something to do once the engine runs.</summary>
        public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder)
            where TStartup : class, Runtime.IStartupTask =>
            builder.AddStartupTask((services, cancellationToken) =>
                ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(cancellationToken));
    }
}

namespace Orleans.Runtime
{
    /// <summary>Something to do once the engine runs.</summary>
    public interface IStartupTask
    {
        /// <summary>Does it.</summary>
        Task Execute(CancellationToken cancellationToken);
    }
}
