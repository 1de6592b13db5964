using System.Diagnostics.Metrics;
using MeetingIntel.Storage.Insights;
using MeetingIntel.Storage.Sessions;
using MeetingIntel.Storage.Timeline;
using MeetingIntel.Storage.Transcription;
using MeetingIntel.Testing.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Storage.Tests;

/// <summary>The product's storage, composed and started as the host does it, on a database of its own.</summary>
internal sealed class StorageHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestDatabase? _owned;

    private StorageHost(IHost host, TestDatabase? owned)
    {
        _host = host;
        _owned = owned;
    }

    public IJournal Journal => Get<IJournal>();

    public ISessionReads Sessions => Get<ISessionReads>();

    public ITranscriptReads Transcripts => Get<ITranscriptReads>();

    public IInsightReads Insights => Get<IInsightReads>();

    public static async Task<StorageHost> StartAsync(PostgresServer server, Action<StorageOptions>? configure = null)
    {
        var database = await server.CreateDatabaseAsync();
        return await StartAsync(database, configure, owned: database);
    }

    public static Task<StorageHost> StartAsync(TestDatabase database, Action<StorageOptions>? configure = null, TimeProvider? time = null) =>
        StartAsync(database, configure, owned: null, time);

    public TestDatabase Database => _owned ?? throw new InvalidOperationException("The test owns the database.");

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public BatchSizes ObserveBatches() => new(Get<IMeterFactory>());

    public Task StopAsync(CancellationToken cancellationToken) => _host.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        if (_owned is not null)
            await _owned.DisposeAsync();
    }

    private static async Task<StorageHost> StartAsync(TestDatabase database, Action<StorageOptions>? configure, TestDatabase? owned, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddStorage(options =>
        {
            options.ConnectionString = database.ConnectionString;
            configure?.Invoke(options);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new StorageHost(host, owned);
    }
}
