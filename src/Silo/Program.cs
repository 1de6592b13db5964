using MeetingIntel.Silo.Hosting;

await SiloHost.Build(args).RunAsync();
