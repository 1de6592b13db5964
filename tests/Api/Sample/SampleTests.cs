using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Sample;

public sealed class SampleTests(ApiServer server)
{
    [Fact]
    public async Task Sample_ThatCantBeWritten_SaysSoWithoutNamingTheFolder()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var log = new LogCapture();
            await using var own = new ApiServer(server.Postgres) { Services = log.AttachTo };
            own.Settings["SampleMeeting:CachePath"] = file;
            await own.InitializeAsync();
            log.Forget();

            using var response = await own.Http.GetAsync(new Uri("/api/sample", UriKind.Relative));

            Assert.Equal("sample.not-writable", await response.ProblemAsync(HttpStatusCode.ServiceUnavailable));
            Assert.DoesNotContain(file, await response.DetailAsync(), StringComparison.Ordinal);
            Assert.Contains(file, Assert.Single(log.Complaints).Text, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
