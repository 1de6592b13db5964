using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using MeetingIntel.Api.Identity.Limits;
using MeetingIntel.Api.Live;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.SocketIo;

/// <summary>Calls the hub's methods by the names of Astro's events, past the hub's own door and through its own errors: there is no second way to do what they do.</summary>
internal sealed class HubCalls(IServiceProvider services, HubAccess access, HubErrors errors, RateLimits limits)
{
    private static readonly GrainError NoSuchEvent = new(GrainErrorKind.NotFound, "request.no-such-method", "There is no such event.");

    private static readonly FrozenDictionary<string, MethodInfo> Methods = typeof(SessionHub)
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Where(method => method.GetCustomAttribute<HubMethodNameAttribute>() is not null)
        .ToFrozenDictionary(method => method.GetCustomAttribute<HubMethodNameAttribute>()!.Name, StringComparer.Ordinal);

    private static readonly ObjectFactory<SessionHub> Make = ActivatorUtilities.CreateFactory<SessionHub>([]);

    /// <summary>The events that clients may send.</summary>
    public static IEnumerable<string> Events => Methods.Keys;

    /// <summary>Does what an event asks for.</summary>
    /// <param name="connection">Whose event.</param>
    /// <param name="client">The way back.</param>
    /// <param name="name">The event.</param>
    /// <param name="payload">What it says.</param>
    public async Task RunAsync(SocketIoCaller connection, ISingleClientProxy client, string name, JsonElement payload)
    {
        if (!Methods.TryGetValue(name, out var method))
        {
            var refusal = limits.RefuseCall(HubConnection.Of(connection).Caller) ?? NoSuchEvent;
            await client.SendAsync("error", new { message = refusal.Message, code = refusal.Code });
            return;
        }

        using var hub = Make(services, []);
        hub.Context = connection;
        hub.Clients = new SocketIoClients(client);
        var call = new HubInvocationContext(connection, services, hub, method, [payload]);
        try
        {
            await errors.InvokeMethodAsync(call, inner => access.InvokeMethodAsync(inner, InvokeAsync));
        }
        catch (HubException)
        {
            // The client has heard it as an event.
        }
    }

    private static async ValueTask<object?> InvokeAsync(HubInvocationContext call)
    {
        await (Task)call.HubMethod.Invoke(call.Hub, BindingFlags.DoNotWrapExceptions, binder: null, [.. call.HubMethodArguments], culture: null)!;
        return null;
    }
}
