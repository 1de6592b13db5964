using MeetingIntel.Storage.Migrations;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Runs the product, and says in one line what an operator has to change when it can't start.</summary>
internal static partial class Start
{
    private const int CantStart = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication? app = null;
        try
        {
            app = SiloHost.Build(args);
            await app.StartAsync();
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            // It was told to end before it was ready: a front-end waits for silos, and everybody for the database.
            await app.DisposeAsync();
            return 0;
        }
        catch (Exception exception) when (IsForOperators(exception))
        {
            await ComplainAsync(exception.Message.ReplaceLineEndings(" "), args);
            return CantStart;
        }

        await using (app)
        {
            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>One line, or one JSON object where all lines are to be that; the host's own log is gone, or never was.</summary>
    private static async Task ComplainAsync(string reason, string[] args)
    {
        if (!WantsJson(args))
        {
            await Console.Error.WriteLineAsync($"MeetingIntel can't start. {reason}");
            return;
        }

        using var log = LoggerFactory.Create(logging => logging.AddJsonConsole().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        LogCantStart(log.CreateLogger(typeof(Start).FullName!), reason);
    }

    private static bool WantsJson(string[] args) => string.Equals(
        new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build()["Logging:Console:FormatterName"],
        ConsoleFormatterNames.Json,
        StringComparison.OrdinalIgnoreCase);

    private static bool IsForOperators(Exception exception) =>
        exception is OptionsValidationException or MigrationException
        || exception is IOException { InnerException: AddressInUseException } or AddressInUseException
        || Engine.IsForOperators(exception)
        // A setting that is no number; the binder has no exception of its own.
        || exception is InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" };

    [LoggerMessage(LogLevel.Critical, "MeetingIntel can't start. {Reason}")]
    private static partial void LogCantStart(ILogger logger, string reason);
}
