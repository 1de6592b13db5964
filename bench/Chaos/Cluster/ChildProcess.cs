using System.Diagnostics;
using MeetingIntel.Bench.Servers;

namespace MeetingIntel.Bench.Chaos.Cluster;

/// <summary>A program that is started, hung and killed; its output goes to a file that survives it.</summary>
/// <param name="program">The program and its arguments.</param>
/// <param name="log">Where its output goes.</param>
/// <param name="environment">Its settings.</param>
internal sealed class ChildProcess(string[] program, string log, params (string Name, string Value)[] environment) : IAsyncDisposable
{
    // Others may still be looking at one that has ended.
    private readonly List<Process> _all = [];
    private volatile Process? _process;
    private long _logStart;

    public string Log => log;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    public bool IsRunning => !(_process?.HasExited ?? true);

    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    public int Id => _process?.Id ?? 0;

    public void Start()
    {
        _logStart = File.Exists(log) ? new FileInfo(log).Length : 0;
        // The shell replaces itself: the process is the program's own.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1", "sh", log, .. program]);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _all.Add(_process);
        Starts++;
    }

    /// <summary>What it printed since it was started last.</summary>
    public string ReadOutput()
    {
        using var file = new FileStream(log, FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _logStart;
        using var reader = new StreamReader(file);
        return reader.ReadToEnd();
    }

    public void Signal(int signal)
    {
        if (IsRunning)
        {
            Signals.Send(Id, signal);
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Whether it ended in time.</returns>
    public async Task<bool> WaitForEndAsync(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await (_process?.WaitForExitAsync(timeout.Token) ?? Task.CompletedTask);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Signal(Signals.Continue);
        Signal(Signals.Kill);
        await WaitForEndAsync(TimeSpan.FromSeconds(10));
        _all.ForEach(process => process.Dispose());
    }
}
