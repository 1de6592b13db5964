using MeetingIntel.Bench.Host;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The product as it is, except that speech is heard by the scripted provider: what is measured is ours, not a recogniser's.
await SiloHost.Build(args, services =>
{
    services.Replace(ServiceDescriptor.Singleton<ISttProvider, ScriptedSttProvider>());
    if (Environment.GetEnvironmentVariable(WithoutChecks.Setting) == "true")
    {
        services.AddWithoutChecks();
    }
}).RunAsync();
