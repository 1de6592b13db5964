namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>New things for those who are let in: what they change or end is not what the others ask for.</summary>
internal static class Renewal
{
    /// <summary>A session, a key, a link, an invitation.</summary>
    public static Task<Target> AllAsync(LockedServer server) => Belongings.RenewAsync(server.Target, server.Owner, server.Admin, LockedServer.Ours);

    /// <summary>A member.</summary>
    public static async Task<Target> MemberAsync(LockedServer server, Visitor visitor) =>
        server.Target with { User = (await Person.RegisterAsync(server.Api, LockedServer.Ours, server.Admin)).Id };

    /// <summary>A provider's credentials.</summary>
    public static async Task<Target> CredentialAsync(LockedServer server, Visitor visitor)
    {
        await Belongings.SetCredentialAsync(server.Admin, server.Target.Provider, LockedServer.Ours);
        return server.Target;
    }

    /// <summary>An invitation to a third organisation.</summary>
    public static async Task<Target> InvitationAsync(LockedServer server, Visitor visitor)
    {
        var email = (await server.HolderOf(visitor, Need.Person).GetAsync("/users/me")).GetProperty("email").GetString()!;
        return server.Target with { Accepts = (await server.Host.InviteAsync(email)).Secret };
    }
}
