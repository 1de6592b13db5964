using System.Net;
using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>What depends on more than a route: doors that are open, but not for everything that may be carried through.</summary>
[Collection(nameof(LockedServer))]
public sealed class NarrowDoorTests(LockedServer server)
{
    [Fact]
    public async Task Upload_WithoutASession_NeedsTheRightToMakeOne()
    {
        var before = await Fingerprint.BeforeAsync(server);
        using var refused = await UploadAsync(server.HolderOf(Visitor.KeyForThis, Need.WriteAudio));
        Assert.Equal("auth.forbidden", await refused.ProblemAsync(HttpStatusCode.Forbidden));
        await Fingerprint.UnchangedAsync(server, before);

        Fingerprint.Forget();
        using var taken = await UploadAsync(server.HolderOf(Visitor.Owner, Need.WriteAudio));
        Assert.NotEmpty((await taken.JsonAsync()).GetProperty("session_id").GetString()!);
    }

    [Theory]
    [InlineData("GET", "/api/auth/tokens/NAME")]
    [InlineData("GET", "/api/auth/validate/NAME")]
    [InlineData("DELETE", "/api/auth/tokens/NAME")]
    [InlineData("POST", "/api/auth/tokens")]
    public async Task VendorTokens_UnderANameThatIsNoSession_AreForWhoeverBroughtThem(string method, string path)
    {
        var name = $"draft-{Guid.NewGuid():N}";
        var tokens = Belongings.VendorTokens(server.Target with { Session = name });
        Fingerprint.Forget();
        await server.Owner.Holder.PostAsync("/api/auth/tokens", tokens);
        var before = await Fingerprint.BeforeAsync(server);

        using var colleague = await SendAsync(server.Colleague.Holder);
        Assert.Equal("session.not-owner", await colleague.ProblemAsync(HttpStatusCode.Forbidden));
        await Fingerprint.UnchangedAsync(server, before);

        using var stranger = await SendAsync(server.ForeignAdmin.Holder);
        await Fingerprint.UnchangedAsync(server, before);
        Assert.DoesNotContain(LockedServer.Ours, await stranger.Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);

        Fingerprint.Forget();
        using var owner = await SendAsync(server.Owner.Holder);
        Assert.Equal(HttpStatusCode.OK, owner.StatusCode);

        async Task<HttpResponseMessage> SendAsync(Holder holder)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("NAME", name, StringComparison.Ordinal)) { Content = method == "POST" ? JsonContent.Create(tokens) : null };
            return await holder.SendAsync(request);
        }
    }

    private static async Task<HttpResponseMessage> UploadAsync(Holder holder)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/audio/transcribe") { Content = JsonContent.Create(new { audio = "AAAAAAAA" }) };
        return await holder.SendAsync(request);
    }
}
