using MeetingIntel.Api.Identity.Tokens;
using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>Signing out of people that others vouch for: they have no login here that could end, so the tokens that they have until now do.</summary>
internal sealed class VouchedSignOut(IOptions<ExternalIssuer> issuer, CallerResolver callers, CredentialReader credentials, ExternalPeopleStore people) : IEndpointFilter
{
    /// <summary>Where one signs out.</summary>
    public const string Path = "/auth/logout";

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!issuer.Value.IsConfigured || http.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: Path } || http.Request.Headers.Authorization.Count == 0)
        {
            return await next(context);
        }

        // Who it is can't be asked afterwards any more, and nothing ends of somebody who is refused.
        var caller = await callers.ResolveAsync(http);
        var answer = await next(context);
        if (caller is { Succeeded: true, Value: { Vouching: { } vouching } known } && answer is Ok<MessageResponse>)
        {
            await people.EndAsync(known.Id, vouching.IssuedAt, known.Note(http, "user.sign-out", known.Id), http.RequestAborted);
            credentials.Forget();
        }

        return answer;
    }
}
