using System.Buffers.Text;
using System.Net;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>Tokens that we did not sign, or not so, open nothing, and trouble nobody.</summary>
public sealed class ForgedTokenTests(AttackedServer server) : IClassFixture<AttackedServer>, IAsyncLifetime
{
    private Forger _forger = null!;

    public static TheoryData<string> Forgeries => new(ForgedTokens.All.Keys);

    public async ValueTask InitializeAsync()
    {
        _forger = await server.ForgerAsync();
        server.Log.Forget();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Token_ThatOnlyTheServerCouldMake_IsAccepted()
    {
        foreach (var token in (string[])[_forger.Genuine, _forger.Changed(), _forger.Changed(header => header["extra"] = "x", payload => payload["extra"] = "x")])
        {
            using var response = await server.WhoAsync(token);

            await response.JsonAsync();
        }
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Token_ThatIsForged_IsRefused(string forgery)
    {
        var token = ForgedTokens.All[forgery](_forger);

        using var inHeader = await server.WhoAsync(token);
        using var inBody = await server.SendAsync(HttpMethod.Post, "/api/v1/auth/verify", body: new { token });

        Assert.Equal("auth.invalid-token", await inHeader.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Equal("Bearer", inHeader.Headers.WwwAuthenticate.ToString());
        Assert.Equal("auth.invalid-token", await inBody.ProblemAsync(HttpStatusCode.Unauthorized));
        Assert.Empty(server.Log.Complaints);
    }

    [Fact]
    public async Task Token_CutAnywhere_IsRefused()
    {
        for (var length = 1; length < _forger.Genuine.Length; length += 5)
        {
            using var response = await server.WhoAsync(_forger.Genuine[..length]);

            Assert.Equal("auth.invalid-token", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Token_WithOneBitTurned_IsRefused(int part)
    {
        var bytes = Base64Url.DecodeFromChars(_forger.Parts[part]);
        for (var at = 0; at < bytes.Length; at += 3)
        {
            var turned = bytes.ToArray();
            turned[at] ^= (byte)(1 << (at % 8));
            string[] parts = [.. _forger.Parts];
            parts[part] = Base64Url.EncodeToString(turned);

            using var response = await server.WhoAsync(string.Join('.', parts));

            Assert.Equal("auth.invalid-token", await response.ProblemAsync(HttpStatusCode.Unauthorized));
        }

        Assert.Empty(server.Log.Complaints);
    }
}
