using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MeetingIntel.Bench.Host;

/// <summary>The product with its door taken out: what all checks cost is measured against this.</summary>
internal static class WithoutChecks
{
    /// <summary>Environment variable that takes it out.</summary>
    public const string Setting = "WITHOUT_CHECKS";

    /// <summary>Takes it out.</summary>
    public static void AddWithoutChecks(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<CallerResolver, Anybody>());
        services.Replace(ServiceDescriptor.Singleton<SessionAccess, Anything>());
    }

    private sealed class Anybody() : CallerResolver(null!, null!, null!, null!, null!, null!)
    {
        public override ValueTask<GrainResult<Caller>> ResolveAsync(HttpContext context) => ValueTask.FromResult<GrainResult<Caller>>(Caller.Development);
    }

    private sealed class Anything(ISessionReads sessions) : SessionAccess(sessions)
    {
        public override ValueTask<GrainError?> CheckAsync(Caller caller, string? sessionId, SessionUse use, CancellationToken cancellationToken) => ValueTask.FromResult<GrainError?>(null);
    }
}
