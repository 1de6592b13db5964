using MeetingIntel.Silo.Hosting;

return await Start.RunAsync(args);
