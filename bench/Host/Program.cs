using MeetingIntel.Bench.Host;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The product as it is, except that speech is heard by the scripted provider: what is measured is ours, not a recogniser's.
var product = SiloHost.Build(args, HearByScript);
await using var twin = WithoutChecks.TwinArguments() is { } twinArguments
    ? SiloHost.Build(twinArguments, services =>
    {
        HearByScript(services);
        services.AddWithoutChecks();
    })
    : null;
// First: whoever finds the product healthy finds its twin, too.
await (twin?.StartAsync() ?? Task.CompletedTask);
await product.RunAsync();

static void HearByScript(IServiceCollection services) => services.Replace(ServiceDescriptor.Singleton<ISttProvider, ScriptedSttProvider>());
