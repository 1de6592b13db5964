using MeetingIntel.Api;
using MeetingIntel.Providers;
using MeetingIntel.Providers.Insights;
using MeetingIntel.Silo.Hosting;
using MeetingIntel.Storage;

var builder = WebApplication.CreateBuilder(args);

builder.AddConventions();
builder.Services.AddStorage();
builder.Services.AddProviders();
builder.Services.AddInsights();
builder.Services.AddApi(builder.Configuration);
builder.AddEngine();
builder.Services.AddHostedService<StartupReport>();

var app = builder.Build();
app.MapApi();
await app.RunAsync();
