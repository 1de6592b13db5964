using MeetingIntel.Bench.Load;
using MeetingIntel.Bench.Load.Measuring;
using MeetingIntel.Bench.Load.Report;
using MeetingIntel.Bench.Load.Servers;

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n{LoadOptions.Usage}");
    return 2;
}

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    interrupted.Cancel();
};

var cpus = Environment.ProcessorCount;
var pinning = Pinning.Apply(options.ServerCpus, options.OtherCpus);
var directory = Directory.CreateTempSubdirectory("meetingintel-load-").FullName;
try
{
    var report = await MeasureAsync();
    Tables.Write(Console.Out, report);
    if (options.Json is { } file)
    {
        await File.WriteAllTextAsync(file, report.ToJson());
    }

    return report.ViolationCount == 0 ? 0 : 1;
}
finally
{
    Directory.Delete(directory, recursive: true);
}

async Task<LoadReport> MeasureAsync()
{
    await using var sink = await Sink.StartAsync(pinning, directory);
    await using var product = await Product.StartAsync(pinning, directory, options);
    try
    {
        var machine = Machine.Look(cpus, product.PostgresVersion, pinning, directory, options);
        var throughputRun = new ThroughputRun(product, sink, options);
        if (options.Rounds > 0)
        {
            await Console.Error.WriteLineAsync("warming up …");
            await throughputRun.WarmUpAsync(interrupted.Token);
        }

        var delays = new List<DelayResult>();
        foreach (var channels in options.Channels)
        {
            await Console.Error.WriteLineAsync($"{channels} channels …");
            delays.Add(await new DelayRun(product, sink, options).MeasureAsync(channels, interrupted.Token));
        }

        if (options.Rounds == 0)
        {
            return new LoadReport(machine, delays, Throughput: null);
        }

        await Console.Error.WriteLineAsync("saturated …");
        return new LoadReport(machine, delays, await throughputRun.MeasureAsync(interrupted.Token));
    }
    catch (Exception)
    {
        await Console.Error.WriteLineAsync($"The product's last words:\n{product.Server.LastWords()}");
        throw;
    }
}
