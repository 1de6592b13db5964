using MeetingIntel.Api.Errors;
using Microsoft.AspNetCore.SignalR;

namespace MeetingIntel.Api.Live;

/// <summary>What a hub method throws becomes Astro's <c>error</c> event, without internals; the caller's invocation fails with the same code.</summary>
internal sealed partial class HubErrors(ILogger<HubErrors> logger) : IHubFilter
{
    /// <inheritdoc/>
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception exception) when (exception is not HubException && !invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            var problem = ExceptionProblems.ToProblem(exception);
            LogFailed(exception, invocationContext.HubMethodName, problem.Code);
            await invocationContext.Hub.Clients.Caller.SendAsync("error", new { message = problem.Detail, code = problem.Code });
            throw new HubException($"{problem.Code}: {problem.Detail}", exception);
        }
    }

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "The hub method {Method} failed with {Code}")]
    private partial void LogFailed(Exception exception, string method, string code);
}
