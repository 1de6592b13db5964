using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity;

/// <summary>Makes the development identity known at the start, where there is one.</summary>
internal sealed class DevelopmentIdentity(UserStore users, IHostEnvironment environment, IOptions<IdentityOptions> options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => options.Value.LetsDevelopersIn(environment)
        ? users.EnsureDevelopmentAsync(Caller.Development.Id, Caller.Development.OrgId, cancellationToken)
        : Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
