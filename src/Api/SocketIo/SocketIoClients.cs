using System.Security.Claims;
using System.Text.Json;
using MeetingIntel.Api.EngineIo;
using MeetingIntel.Api.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.SocketIo;

/// <summary>The way to a client, as the hub's methods use it.</summary>
/// <param name="connection">The connection.</param>
internal sealed class SocketIoClient(EngineConnection connection) : ISingleClientProxy
{
    /// <inheritdoc/>
    public async Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default) =>
        await connection.SendAsync(SocketIoText.Event(method, args), cancellationToken);

    /// <inheritdoc/>
    public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => throw new NotSupportedException("Clients are told, and not asked.");
}

/// <summary>The same during one event of the client's: notes what the client was told, for the acknowledgement.</summary>
/// <param name="inner">The way to the client.</param>
internal sealed class AnsweringClient(ISingleClientProxy inner) : ISingleClientProxy
{
    /// <summary>What an acknowledgement says of it.</summary>
    public object Answer { get; private set; } = new { success = true };

    /// <inheritdoc/>
    public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default)
    {
        if (args is [{ } payload])
        {
            Answer = string.Equals(method, "error", StringComparison.Ordinal) ? Failure(JsonSerializer.SerializeToElement(payload, payload.GetType(), ApiJson.Options)) : payload;
        }

        return inner.SendCoreAsync(method, args, cancellationToken);
    }

    private static object Failure(JsonElement error) => new { success = false, error = error.Text("message"), code = error.Text("code") };

    /// <inheritdoc/>
    public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => inner.InvokeCoreAsync<T>(method, args, cancellationToken);
}

/// <summary>Who calls, as the hub's methods know it.</summary>
/// <param name="id">What the client is called.</param>
/// <param name="connection">The connection.</param>
internal sealed class SocketIoCaller(string id, EngineConnection connection) : HubCallerContext
{
    /// <inheritdoc/>
    public override string ConnectionId => id;

    /// <inheritdoc/>
    public override string? UserIdentifier => null;

    /// <inheritdoc/>
    public override ClaimsPrincipal? User => null;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; } = new FeatureCollection();

    /// <inheritdoc/>
    public override CancellationToken ConnectionAborted => connection.Over;

    /// <inheritdoc/>
    public override void Abort() => connection.End(Sockets.SocketEnd.Done);
}

/// <summary>Whom the hub's methods can reach: their caller. Everybody else is reached through the session.</summary>
/// <param name="caller">The caller.</param>
internal sealed class SocketIoClients(ISingleClientProxy caller) : IHubCallerClients
{
    /// <inheritdoc/>
    public ISingleClientProxy Caller => caller;

    /// <inheritdoc/>
    IClientProxy IHubCallerClients<IClientProxy>.Caller => caller;

    /// <inheritdoc/>
    public IClientProxy Others => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy All => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy OthersInGroup(string groupName) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy AllExcept(IReadOnlyList<string> excludedConnectionIds) => throw Nobody();

    /// <inheritdoc/>
    public ISingleClientProxy Client(string connectionId) => throw Nobody();

    /// <inheritdoc/>
    IClientProxy IHubClients<IClientProxy>.Client(string connectionId) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy Clients(IReadOnlyList<string> connectionIds) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy Group(string groupName) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy Groups(IReadOnlyList<string> groupNames) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy GroupExcept(string groupName, IReadOnlyList<string> excludedConnectionIds) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy User(string userId) => throw Nobody();

    /// <inheritdoc/>
    public IClientProxy Users(IReadOnlyList<string> userIds) => throw Nobody();

    private static NotSupportedException Nobody() => new("Rooms are sessions: what is shown to one goes through its session.");
}
