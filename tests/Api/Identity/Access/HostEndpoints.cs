using System.Reflection;
using MeetingIntel.Api.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>What the running host serves.</summary>
internal static class HostEndpoints
{
    private static IEnumerable<RouteEndpoint> All => LockedServer.Running.Api.Provider.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    /// <summary>Routes that ask who is there, or say nothing of it; one entry for each method.</summary>
    public static IReadOnlyList<string> Guarded => [.. All.Where(endpoint => endpoint.Metadata.GetMetadata<OpenToEverybody>() is null).SelectMany(Names).Distinct().Order()];

    /// <summary>Routes that let everybody in.</summary>
    public static IReadOnlyList<string> Open => [.. All.Where(endpoint => endpoint.Metadata.GetMetadata<OpenToEverybody>() is not null).SelectMany(Names).Distinct().Order()];

    /// <summary>Routes of which each address may use so many a minute.</summary>
    public static IReadOnlyList<string> LimitedByAddress => [.. All.Where(endpoint => endpoint.Metadata.GetMetadata<LimitedByAddress>() is not null).SelectMany(Names).Distinct().Order()];

    /// <summary>Sockets: whatever says so, and whatever is where sockets are.</summary>
    public static IReadOnlyList<string> Sockets =>
    [
        .. All.Where(endpoint => endpoint.Metadata.GetMetadata<AccessRule>() is { OverSocket: true } || Path(endpoint).StartsWith("/ws", StringComparison.OrdinalIgnoreCase)).Select(Path).Distinct().Order(),
    ];

    /// <summary>The methods of all hubs, as clients call them.</summary>
    public static IReadOnlyList<string> HubMethods =>
    [
        .. All.Select(endpoint => endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType).OfType<Type>().Distinct().SelectMany(hub => hub
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => typeof(Hub).IsAssignableFrom(method.DeclaringType) && method.GetBaseDefinition().DeclaringType is var declares && declares != typeof(Hub) && !typeof(Hub).IsSubclassOf(declares!))
            .Where(method => !method.IsSpecialName)
            .Select(method => $"{hub.Name} {method.GetCustomAttribute<HubMethodNameAttribute>()?.Name ?? method.Name}")).Order(),
    ];

    private static IEnumerable<string> Names(RouteEndpoint endpoint)
    {
        IReadOnlyList<string> methods = endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } some ? some : ["ANY"];
        // Where a rule guards both, a question for the head of an answer comes through the same door as that for the answer.
        return methods.Where(method => method != "HEAD" || !methods.Contains("GET") || endpoint.Metadata.GetMetadata<AccessRule>() is null).Select(method => $"{method} {Path(endpoint)}");
    }

    private static string Path(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
