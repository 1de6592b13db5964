using System.Collections;
using MeetingIntel.Api.Identity;

namespace MeetingIntel.Api.Hosting;

/// <summary>What stands beside every log line of a request: its id and, once routing knows it, the session that it is about.</summary>
/// <param name="requestId">The request.</param>
internal sealed class RequestScope(string requestId) : IReadOnlyList<KeyValuePair<string, object?>>
{
    private string? _sessionId;

    /// <inheritdoc/>
    public int Count => _sessionId is null ? 1 : 2;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("RequestId", requestId),
        1 when _sessionId is not null => new("SessionId", _sessionId),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>Tells the scopes their sessions; comes after routing. What is thrown behind it is logged before it, where routing's findings are forgotten.</summary>
    /// <param name="app">The application.</param>
    public static void TellSessions(IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.RouteValues.TryGetValue(AccessRules.SessionRouteValue, out var id) && context.Features.Get<RequestScope>() is { } scope)
        {
            scope._sessionId = id as string;
        }

        return next(context);
    });

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Count; index++)
        {
            yield return this[index];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override string ToString() => _sessionId is null ? $"RequestId:{requestId}" : $"RequestId:{requestId} SessionId:{_sessionId}";
}
