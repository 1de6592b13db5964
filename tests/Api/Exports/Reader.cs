using System.Diagnostics;

namespace MeetingIntel.Api.Tests.Exports;

/// <summary>Programs that read files as their users' do.</summary>
internal static class Reader
{
    /// <summary>What stands for the file among a program's arguments.</summary>
    public const string File = "FILE";

    /// <summary>Gives a program a file; gives its exit code and what it says.</summary>
    public static async Task<(int ExitCode, string Said)> ReadAsync(string program, IReadOnlyList<string> arguments, byte[] file)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await System.IO.File.WriteAllBytesAsync(path, file);
            var start = new ProcessStartInfo(program, arguments.Select(argument => argument == File ? path : argument)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            using var running = Process.Start(start)!;
            var errors = running.StandardError.ReadToEndAsync();
            var said = await running.StandardOutput.ReadToEndAsync();
            await errors;
            await running.WaitForExitAsync();
            return (running.ExitCode, said);
        }
        finally
        {
            System.IO.File.Delete(path);
        }
    }
}
