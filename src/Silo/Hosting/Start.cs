using MeetingIntel.Storage.Migrations;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Runs the product, and says in one line what an operator has to change when it can't start.</summary>
internal static class Start
{
    private const int CantStart = 1;

    public static async Task<int> RunAsync(string[] args)
    {
        WebApplication app;
        try
        {
            app = SiloHost.Build(args);
            await app.StartAsync();
        }
        catch (Exception exception) when (IsForOperators(exception))
        {
            await Console.Error.WriteLineAsync($"MeetingIntel can't start. {exception.Message.ReplaceLineEndings(" ")}");
            return CantStart;
        }

        await using (app)
        {
            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    private static bool IsForOperators(Exception exception) =>
        exception is OptionsValidationException or MigrationException
        || exception is IOException { InnerException: AddressInUseException } or AddressInUseException
        || Engine.IsForOperators(exception)
        // A setting that is no number; the binder has no exception of its own.
        || exception is InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" };
}
