using MeetingIntel.Api.Identity;
using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Sessions;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace MeetingIntel.Bench.Host;

/// <summary>
/// The product with its door taken out: what all checks cost is measured against this. It is a twin in the same process, on a port and a database of its own:
/// two processes of the same program differ by more than the checks cost.
/// </summary>
internal static class WithoutChecks
{
    /// <summary>Environment variable with the twin's port; without it there is no twin.</summary>
    public const string Port = "WITHOUT_CHECKS_PORT";

    /// <summary>Environment variable with the twin's database.</summary>
    public const string Database = "WITHOUT_CHECKS_DATABASE_URL";

    /// <summary>The twin's command line, if one is asked for.</summary>
    public static string[]? TwinArguments() => Environment.GetEnvironmentVariable(Port) is { } port
        ? [$"--PORT={port}", $"--DATABASE_URL={Environment.GetEnvironmentVariable(Database)}"]
        : null;

    /// <summary>Takes it out.</summary>
    public static void AddWithoutChecks(this IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<CallerResolver, Anybody>());
        services.Replace(ServiceDescriptor.Singleton<SessionAccess, Anything>());
        services.Replace(ServiceDescriptor.Singleton<TenantDatabase, Nobodys>());
    }

    private sealed class Nobodys(StorageConnections connections) : TenantDatabase(connections)
    {
        protected override IReadOnlyList<NpgsqlBatchCommand> EnterAs(string orgId) => [];
    }

    private sealed class Anybody() : CallerResolver(null!, null!, null!, null!, null!, null!, null!)
    {
        public override ValueTask<GrainResult<Caller>> ResolveAsync(HttpContext context) => ValueTask.FromResult<GrainResult<Caller>>(Caller.Development);
    }

    private sealed class Anything(ISessionReads sessions) : SessionAccess(sessions)
    {
        public override ValueTask<GrainError?> CheckAsync(Caller caller, string? sessionId, SessionUse use, CancellationToken cancellationToken) => ValueTask.FromResult<GrainError?>(null);
    }
}
