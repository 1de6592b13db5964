using System.Globalization;
using MeetingIntel.GrainCalls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var callers = Argument(0, 100);
var callsPerCaller = Argument(1, 20_000);
var rounds = Argument(2, 5);
var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo => silo.UseLocalhostClustering().AddMemoryGrainStorage("PubSubStore").AddMemoryStreams(Bench.Provider));
using var host = builder.Build();
await host.StartAsync();
await new Bench(host.Services.GetRequiredService<IClusterClient>(), callers, callsPerCaller, rounds).RunAsync();
await host.StopAsync();

int Argument(int index, int otherwise) =>
    args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
