using MeetingIntel.Silo.Hosting;
using MeetingIntel.Testing.Time;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace MeetingIntel.EndToEnd.Tests;

/// <summary>How the process shares the time that it has to leave.</summary>
public sealed class LeavingTests
{
    [Fact]
    public async Task Connections_ThatDontEnd_LeaveTimeToThoseAfterThem()
    {
        var (time, server, application) = (new ManualTime(), Substitute.For<IServer>(), Substitute.For<IHostApplicationLifetime>());
        // As Kestrel does it: waits for requests until it may wait no longer.
        server.StopAsync(default).ReturnsForAnyArgs(call => Task.Delay(Timeout.Infinite, call.Arg<CancellationToken>()).ContinueWith(_ => { }, TaskScheduler.Default));

        var stopping = new Leaving(server, application, time).StoppingAsync(CancellationToken.None);
        application.Received().StopApplication();
        Assert.True(time.IsAwaited);
        time.Advance(Leaving.Patience / 2);
        await stopping.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }
}
