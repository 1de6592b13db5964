using System.Net.Http.Json;
using MeetingIntel.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>
/// A server that asks for credentials (<c>AUTH_REQUIRED=true</c>), with an organisation whose things are asked for, another one whose people ask, and credentials of
/// every kind, good and bad. All of it made as clients make it: over REST. One for all tests of this folder.
/// </summary>
public sealed class LockedServer(ApiServer shared) : IAsyncLifetime
{
    /// <summary>Stands in every name of the organisation; whoever sees it has seen something of the organisation's.</summary>
    internal const string Ours = "harrier";

    private const string Theirs = "falcon";

    private static readonly Person Founder = new("", "", $"founder@{Ours}.test");

    private readonly MovableTime _time = new();
    private readonly Dictionary<Visitor, string> _tokens = [];
    private readonly Dictionary<string, string> _keys = [];

    /// <summary>The one that runs: the tables' cases are made of its endpoints.</summary>
    internal static LockedServer Running { get; private set; } = null!;

    internal ApiServer Api { get; private set; } = null!;

    /// <summary>What the organisation has, for everybody to ask for.</summary>
    internal Target Target { get; private set; } = null!;

    /// <summary>What the other organisation has.</summary>
    internal Target Foreign { get; private set; } = null!;

    internal SignedIn Admin { get; private set; } = null!;

    internal SignedIn Owner { get; private set; } = null!;

    internal SignedIn Colleague { get; private set; } = null!;

    internal SignedIn ForeignAdmin { get; private set; } = null!;

    /// <summary>An administrator of a third organisation.</summary>
    internal SignedIn Host { get; private set; } = null!;

    internal Person HostPerson { get; private set; } = null!;

    /// <summary>Lets time pass.</summary>
    internal void Wait(TimeSpan time) => _time.Move(time);

    /// <summary>What a visitor shows.</summary>
    /// <param name="visitor">Who.</param>
    /// <param name="need">What for.</param>
    /// <param name="alsoReads">For keys on the hub, which lets in only who may read.</param>
    internal string? TokenOf(Visitor visitor, Need need, bool alsoReads = false) => visitor switch
    {
        Visitor.Nobody or Visitor.TokenInUrl => null,
        Visitor.KeyForThis => _keys[Only(need.Scope!, alsoReads)],
        Visitor.KeyForAllElse => _keys[need.Scope is { } scope ? But(scope) : "all"],
        Visitor.ForeignAdminByOwnPath => _tokens[Visitor.ForeignAdmin],
        _ => _tokens[visitor],
    };

    internal Holder HolderOf(Visitor visitor, Need need) => new(Api, TokenOf(visitor, need)!);

    public async ValueTask InitializeAsync()
    {
        Api = new ApiServer(shared.Postgres) { Services = services => services.AddSingleton<TimeProvider>(_time) };
        Api.Settings["AUTH_REQUIRED"] = "true";
        Api.Settings["CloudTarget:Port"] = "0";
        foreach (var limit in (string[])["User", "ApiKey", "ShareLink", "Address", "WrongCredentials"])
        {
            Api.Settings[$"RateLimits:{limit}"] = "1000000";
        }

        _time.Move(TimeSpan.FromDays(-2));
        await Api.InitializeAsync();
        await MakeExpiredAsync();
        _time.Move(TimeSpan.FromDays(2));
        Admin = await Founder.SignInAsync(Api);
        await MakePeopleAsync();
        await MakeThingsAsync();
        await MakeRevokedAsync();
        await UnderstoodAsync();
        Running = this;
    }

    public ValueTask DisposeAsync() => Api.DisposeAsync();

    /// <summary>Two days ago: what has expired since.</summary>
    private async Task MakeExpiredAsync()
    {
        using var founded = await Api.Http.PostAsJsonAsync("/admin/initialize", new { name = $"{Ours} admin", email = Founder.Email, password = Person.Password, organization = Ours });
        await founded.JsonAsync();
        var early = await Founder.SignInAsync(Api);
        var session = await early.Holder.StartSessionAsync($"{Ours} long ago");
        _tokens[Visitor.ExpiredToken] = early.Holder.Token;
        _tokens[Visitor.ExpiredKey] = (await early.Holder.MakeKeyAsync($"{Ours} old", Need.Scopes, days: 1)).Secret;
        _tokens[Visitor.ExpiredLink] = (await early.Holder.MakeLinkAsync(session, hours: 1)).Secret;
    }

    private async Task MakePeopleAsync()
    {
        Owner = await (await Person.RegisterAsync(Api, Ours, Admin)).SignInAsync(Api);
        Colleague = await (await Person.RegisterAsync(Api, Ours, Admin)).SignInAsync(Api);
        ForeignAdmin = await (await Person.RegisterAsync(Api, Theirs)).SignInAsync(Api);
        HostPerson = await Person.RegisterAsync(Api, "kestrel");
        Host = await HostPerson.SignInAsync(Api);
        _tokens[Visitor.WrongToken] = "mik_nobody-was-ever-given-this-one";
        _tokens[Visitor.Admin] = Admin.Holder.Token;
        _tokens[Visitor.Owner] = Owner.Holder.Token;
        _tokens[Visitor.Colleague] = Colleague.Holder.Token;
        _tokens[Visitor.ForeignAdmin] = ForeignAdmin.Holder.Token;
        _tokens[Visitor.ForeignKey] = (await ForeignAdmin.Holder.MakeKeyAsync(Theirs, Need.Scopes)).Secret;
        _keys["all"] = await KeyAsync(Need.Scopes);
        foreach (var scope in Need.Scopes)
        {
            _keys[Only(scope, alsoReads: false)] = await KeyAsync([scope]);
            _keys[Only(scope, alsoReads: true)] = await KeyAsync([scope, Need.ReadSession.Scope!]);
            _keys[But(scope)] = await KeyAsync(Need.Scopes.Except([scope]));
        }
    }

    private async Task MakeThingsAsync()
    {
        var member = await Person.RegisterAsync(Api, Ours, Admin);
        Target = await Belongings.MakeAsync(Ours, Owner, Admin, member);
        Foreign = await Belongings.MakeAsync(Theirs, ForeignAdmin, ForeignAdmin, new Person(ForeignAdmin.User, "", ""));
        _tokens[Visitor.ShareLink] = (await Owner.Holder.MakeLinkAsync(Target.Session)).Secret;
        _tokens[Visitor.LinkToAnotherSession] = (await Owner.Holder.MakeLinkAsync(await Owner.Holder.StartSessionAsync($"{Ours} elsewhere"))).Secret;
    }

    /// <summary>Waits until what was said is understood: from then on nothing happens to the session by itself.</summary>
    private async Task UnderstoodAsync()
    {
        await using var hub = await HubClient.ConnectAsync(Api, configure: Owner.Holder.ShowTo);
        await hub.SendAsync("join_session", new { session_id = Target.Session, after = 0 });
        await hub.EventAsync("insight_update");
    }

    private async Task MakeRevokedAsync()
    {
        var leaver = await Person.RegisterAsync(Api, Ours, Admin);
        _tokens[Visitor.RemovedMember] = (await leaver.SignInAsync(Api)).Holder.Token;
        await Admin.Holder.DeleteAsync($"/api/v1/orgs/{Admin.Org}/members/{leaver.Id}");
        var signedOut = await (await Person.RegisterAsync(Api, Ours, Admin)).SignInAsync(Api);
        await signedOut.Holder.PostAsync("/auth/logout");
        _tokens[Visitor.SignedOut] = signedOut.Holder.Token;
        var key = await Admin.Holder.MakeKeyAsync($"{Ours} taken back", Need.Scopes);
        await Admin.Holder.DeleteAsync($"/api/v1/api-keys/{key.Id}");
        _tokens[Visitor.RevokedKey] = key.Secret;
        var link = await Owner.Holder.MakeLinkAsync(Target.Session);
        await Owner.Holder.DeleteAsync($"/api/sessions/{Target.Session}/share-links/{link.Id}");
        _tokens[Visitor.RevokedLink] = link.Secret;
    }

    private async Task<string> KeyAsync(IEnumerable<string> scopes) => (await Admin.Holder.MakeKeyAsync($"{Ours} {string.Join(' ', scopes)}", scopes)).Secret;

    private static string Only(string scope, bool alsoReads) => alsoReads ? $"{scope} and reads" : $"only {scope}";

    private static string But(string scope) => $"all but {scope}";
}
