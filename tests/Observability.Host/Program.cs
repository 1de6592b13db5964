using MeetingIntel.Observability.Host;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Providers.Stt;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Stt;
using Microsoft.Extensions.DependencyInjection.Extensions;

// The product as it is, except that it hears and understands by script: what a trace then shows is known.
await SiloHost.Build(args, services => services
    .Replace(ServiceDescriptor.Singleton<ISttProvider, ScriptedSttProvider>())
    .Replace(ServiceDescriptor.Singleton<IInsightAnalyser, ScriptedAnalyser>())).RunAsync();
