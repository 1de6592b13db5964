using System.Reflection;

namespace MeetingIntel.Api.Identity;

/// <summary>Who is calling.</summary>
/// <param name="UserId">The user.</param>
/// <param name="OrgId">The organisation whose rows and sessions the caller may see.</param>
/// <param name="Role">What the caller may do there.</param>
internal sealed record Caller(string UserId, string OrgId, CallerRole Role)
{
    /// <summary>Who a caller without credentials is on a developer's own machine.</summary>
    public static Caller Development { get; } = new("user_dev", "org_dev", CallerRole.Admin);

    /// <summary>Lets handlers take the caller that <see cref="CallerGate"/> let in as a parameter.</summary>
    /// <param name="context">The request.</param>
    /// <param name="parameter">The handler's parameter.</param>
    /// <exception cref="InvalidOperationException">The endpoint was mapped without <see cref="CallerGate"/>.</exception>
    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        ValueTask.FromResult<Caller?>(context.Features.Get<Caller>() ?? throw new InvalidOperationException($"'{context.Request.Path}' takes a caller but lets everybody in."));
}

/// <summary>What a caller may do.</summary>
internal enum CallerRole
{
    /// <summary>Everything in the organisation.</summary>
    Admin,
}
