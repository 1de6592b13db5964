using MeetingIntel.Bench.Chaos;
using MeetingIntel.Bench.Chaos.Report;

ChaosOptions options;
try
{
    options = ChaosOptions.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n{ChaosOptions.Usage}");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

var directory = Directory.CreateTempSubdirectory("meetingintel-chaos-").FullName;
var logs = Directory.CreateDirectory(options.ProcessLogs ?? Path.Combine(directory, "logs")).FullName;
using var evidence = new Evidence(options.Log);
try
{
    await Console.Error.WriteLineAsync($"seed {options.Seed}");
    await new Run(options, evidence).RunAsync(directory, logs, interrupted.Token);
    return evidence.ViolationCount == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(directory, recursive: true);
}
