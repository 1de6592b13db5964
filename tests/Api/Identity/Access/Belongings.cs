namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>What an organisation has, made as its people make it.</summary>
internal static class Belongings
{
    /// <summary>All of it.</summary>
    /// <param name="name">Stands in the names of all of it.</param>
    /// <param name="owner">Creates the session.</param>
    /// <param name="admin">Makes what only administrators make.</param>
    /// <param name="member">Somebody who belongs to it.</param>
    public static async Task<Target> MakeAsync(string name, SignedIn owner, SignedIn admin, Person member)
    {
        var target = new Target
        {
            Org = admin.Org,
            User = member.Id,
            Handle = member.Handle,
            Session = await owner.Holder.StartSessionAsync($"{name} plans"),
            Note = "",
            Segment = "",
            Task = "",
            Erasure = (await owner.Holder.DeleteAsync($"/api/sessions/{await owner.Holder.StartSessionAsync($"{name} past")}")).GetProperty("id").GetString()!,
            Key = "",
            Link = "",
            Invitation = "",
        };
        await owner.Holder.PostAsync($"/api/sessions/{target.Session}/transcript", new { text = $"The {name} flies at dawn", speaker = name });
        await owner.Holder.PostAsync("/api/auth/tokens", VendorTokens(target));
        await owner.Holder.PutAsync("/users/me/preferences", new { theme = "light" });
        await owner.Holder.PutAsync("/settings/profile", new { bio = $"{name} since ever" });
        foreach (var provider in name == LockedServer.Ours ? (string[])["deepgram", "openai"] : [])
        {
            await SetCredentialAsync(admin, provider, name);
        }

        return await WithSecretsAsync(target, owner, admin, name);
    }

    /// <summary>The same with a new session, key, link and invitation.</summary>
    public static async Task<Target> RenewAsync(Target target, SignedIn owner, SignedIn admin, string name)
    {
        target = target with { Session = await owner.Holder.StartSessionAsync($"{name} again") };
        await owner.Holder.PostAsync("/api/auth/tokens", VendorTokens(target));
        return await WithSecretsAsync(target, owner, admin, name);
    }

    public static Task SetCredentialAsync(SignedIn admin, string provider, string name) =>
        admin.Holder.PutAsync($"/api/v1/credentials/{provider}", new { api_key = $"{name}-secret-{provider}" });

    /// <summary>What Astro's client keeps for a session.</summary>
    public static object VendorTokens(Target target) => new
    {
        session_id = target.Session,
        salesforce_tokens = new { access_token = "salesforce-0123456789-0123456789-0123", instance_url = $"https://{LockedServer.Ours}.example" },
        slack_tokens = new { access_token = "slack-0123456789-0123456789-0123456789", team = new { name = LockedServer.Ours } },
    };

    private static async Task<string> SaidAsync(Target target, SignedIn owner, string name)
    {
        await owner.Holder.PostAsync($"/api/sessions/{target.Session}/transcript", new { text = $"The {name} lands at dusk", speaker = name });
        // What is understood of it changes rows, too: nobody is to be blamed for that.
        await owner.Holder.Api.Database.UntilAsync(
            $"SELECT s.insight_through_seq >= (SELECT max(g.seq) FROM segments g WHERE g.session_id = s.id) FROM sessions s WHERE s.id = '{target.Session}'", "the insights of what was said");
        return (await owner.Holder.GetAsync($"/api/sessions/{target.Session}/transcript")).GetProperty("segments")[0].GetProperty("id").GetString()!;
    }

    private static async Task<Target> WithSecretsAsync(Target target, SignedIn owner, SignedIn admin, string name) => target with
    {
        Note = await owner.Holder.AddNoteAsync(target.Session, $"The {name} was seen"),
        Segment = await SaidAsync(target, owner, name),
        Task = (await owner.Holder.PostAsync($"/api/sessions/{target.Session}/stt/tasks", new { audio_chunk_id = "chunk" })).GetProperty("id").GetString()!,
        Link = (await owner.Holder.MakeLinkAsync(target.Session)).Id,
        Key = (await admin.Holder.MakeKeyAsync($"{name} key", ["sessions:read"])).Id,
        Invitation = (await admin.InviteAsync($"{Guid.NewGuid():N}@{name}.test")).Id,
    };
}
