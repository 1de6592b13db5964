using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Reminders;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Starts the engine with the host, and deactivates all grains when it stops.</summary>
internal sealed class SiloHostedService(SiloRuntime runtime, IEnumerable<StartupTask> startupTasks) : IHostedService
{
    private readonly ReminderService? _reminders = runtime.Services.GetService<ReminderService>();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (_reminders is not null)
            await _reminders.StartAsync(cancellationToken);
        foreach (var task in startupTasks)
            await task.Run(runtime.Services, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_reminders is not null)
            await _reminders.StopAsync(cancellationToken);
        await runtime.StopAsync(cancellationToken);
    }
}

/// <summary>Something to do once the engine runs.</summary>
internal sealed record StartupTask(Func<IServiceProvider, CancellationToken, Task> Run);

/// <inheritdoc cref="IGrainContextAccessor"/>
internal sealed class GrainContextAccessor : IGrainContextAccessor
{
    public IGrainContext GrainContext => RuntimeContext.Current!;
}
