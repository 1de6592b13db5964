using MeetingIntel.Api.Identity;
using Microsoft.Extensions.Hosting;
using NSubstitute;

namespace MeetingIntel.Api.Tests.Identity;

public sealed class IdentityDescriptionTests
{
    [Theory]
    [InlineData("Development", false, "development: whoever calls from this machine")]
    [InlineData("Development", true, "credentials required (AUTH_REQUIRED=true)")]
    [InlineData("Production", true, "credentials required, as always outside Development (this is Production)")]
    [InlineData("Production", false, "AUTH_REQUIRED=false does not change that")]
    public void Describe_EachWay_SaysWhoGetsIn(string name, bool required, string sentence)
    {
        var environment = Substitute.For<IHostEnvironment>();
        environment.EnvironmentName.Returns(name);

        Assert.Contains(sentence, new IdentityOptions { AuthRequired = required }.Describe(environment), StringComparison.Ordinal);
    }
}
