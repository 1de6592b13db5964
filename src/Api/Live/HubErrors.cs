using System.Runtime.CompilerServices;
using MeetingIntel.Api.Errors;
using MeetingIntel.Api.Json;
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
            var result = await next(invocationContext);
            return result is IAsyncEnumerable<RawJson> items ? ExplainedAsync(items, invocationContext.HubMethodName, default) : result;
        }
        catch (Exception exception) when (exception is not HubException && !invocationContext.Context.ConnectionAborted.IsCancellationRequested)
        {
            var problem = ExceptionProblems.ToProblem(exception);
            Log(exception, invocationContext.HubMethodName, problem.Code);
            await invocationContext.Hub.Clients.Caller.SendAsync("error", new { message = problem.Detail, code = problem.Code });
            throw new HubException($"{problem.Code}: {problem.Detail}", exception);
        }
    }

    /// <summary>A stream fails while it is read, behind the back of whoever called the method.</summary>
    private async IAsyncEnumerable<RawJson> ExplainedAsync(IAsyncEnumerable<RawJson> items, string method, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var reader = items.GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(reader, method, cancellationToken))
        {
            yield return reader.Current;
        }
    }

    private async ValueTask<bool> MoveAsync(IAsyncEnumerator<RawJson> reader, string method, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.MoveNextAsync();
        }
        catch (Exception exception) when (exception is not HubException && !cancellationToken.IsCancellationRequested)
        {
            var problem = ExceptionProblems.ToProblem(exception);
            Log(exception, method, problem.Code);
            throw new HubException($"{problem.Code}: {problem.Detail}", exception);
        }
    }

    private void Log(Exception exception, string method, string code)
    {
        if (ExceptionProblems.Passing(exception) is null)
        {
            LogFailed(exception, method, code);
        }
        else
        {
            LogUnavailable(method, code, exception.GetType().Name, exception.Message);
        }
    }

    [LoggerMessage(EventId = 61, Level = LogLevel.Warning, Message = "The hub method {Method} ended with {Code}: {Exception}: {Reason} If this lasts, this process's /health/page says what is away.")]
    private partial void LogUnavailable(string method, string code, string exception, string reason);

    [LoggerMessage(EventId = 60, Level = LogLevel.Error, Message = "The hub method {Method} failed with {Code}")]
    private partial void LogFailed(Exception exception, string method, string code);
}
