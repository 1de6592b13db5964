using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace MeetingIntel.Api.Tests.Hosting;

/// <summary>What the grains run on in these tests.</summary>
internal static class Engine
{
    public static void AddEngine(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        silo.AddMemoryStreams(StreamNames.Audio).AddMemoryStreams(StreamNames.Transcript);
        silo.UseInMemoryReminderService();
    });
}
