using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.CloudTarget;

/// <summary>A client that is sent no events.</summary>
internal sealed class NobodyListens : ISingleClientProxy
{
    /// <inheritdoc/>
    public Task SendCoreAsync(string method, object?[] args, CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<T> InvokeCoreAsync<T>(string method, object?[] args, CancellationToken cancellationToken) => throw new NotSupportedException();
}
