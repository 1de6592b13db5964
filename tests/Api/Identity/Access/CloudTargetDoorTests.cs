using System.Text;
using MeetingIntel.Api.Tests.CloudTarget;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>CloudTarget's listener, and everybody who may come to it. It is no route of the host, but a listener beside it, with one socket on every path.</summary>
[Collection(nameof(LockedServer))]
public sealed class CloudTargetDoorTests(LockedServer server)
{
    private static readonly SocketLine Line = new("CloudTarget", Need.WriteAudio) { Greets = "config_accepted" };

    public static IEnumerable<TheoryDataRow<Visitor, bool>> Cases => Line.Visitors.SelectMany(visitor => (TheoryDataRow<Visitor, bool>[])[new(visitor, false), new(visitor, true)]);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Listener_EachVisitor_IsHeardOrSentAwayAsTheTableSays(Visitor visitor, bool asPassword)
    {
        var token = server.TokenOf(visitor, Line.Need);
        // A call is a session of the caller's: to send audio is not enough.
        var refusal = visitor == Visitor.KeyForThis ? new Refusal(403, "auth.forbidden") : Refusal.Of(visitor, Line);
        await using var program = await CaptureProgram.ConnectAsync(server.Api, visitor == Visitor.TokenInUrl ? $"/?access_token={server.Admin.Holder.Token}" : "/", options =>
        {
            if (token is not null)
            {
                options.SetRequestHeader("Authorization", asPassword ? $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"capture:{token}"))}" : $"Bearer {token}");
            }
        });
        if (refusal is null)
        {
            await program.SendAsync(new { sample_rate = 16000 });
        }

        var answer = (await program.HearAsync())!.Value;
        if (refusal is null)
        {
            Fingerprint.Forget();
            Assert.Equal(Line.Greets, answer.GetProperty("status").GetString());
            await program.CloseAsync();
            return;
        }

        Assert.Equal(refusal.Code, answer.GetProperty("code").GetString());
        Assert.Null(await program.HearAsync());
        Assert.Equal((4000 + refusal.Status, refusal.Code), program.Closed);
    }
}
