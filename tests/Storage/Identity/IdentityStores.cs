using MeetingIntel.Storage.Connections;
using MeetingIntel.Storage.Encryption;
using MeetingIntel.Storage.Identity;
using MeetingIntel.Testing.Postgres;
using MeetingIntel.Testing.Time;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Tests.Identity;

/// <summary>The stores of people and organisations on a database of their own, with a clock that stands until a test moves it.</summary>
internal sealed class IdentityStores : IAsyncDisposable
{
    private readonly StorageHost _host;

    private IdentityStores(StorageHost host)
    {
        _host = host;
        var (database, tenants) = (host.Get<Database>(), host.Get<TenantDatabase>());
        Users = new(database, Time);
        ExternalPeople = new(database, Time);
        Logins = new(database, Time);
        Attempts = new(database, Time);
        Tickets = new(database, Time);
        Preferences = new(database, Time);
        Resets = new(database, Time);
        Organisations = new(database, tenants, Time);
        ApiKeys = new(database, tenants, Time);
        ShareLinks = new(database, tenants, Time);
        var box = new SecretBox(Options.Create(new EncryptionOptions { Keys = [new EncryptionKey("test", new byte[EncryptionOptions.KeyBytes])] }));
        Credentials = new(tenants, box, Time);
        OAuthTokens = new(tenants, box, Time);
        Departures = new(database, Time);
        Audit = new(tenants);
    }

    public ManualTime Time { get; } = new();

    public UserStore Users { get; }

    public ExternalPeopleStore ExternalPeople { get; }

    public LoginStore Logins { get; }

    public AttemptStore Attempts { get; }

    public TicketStore Tickets { get; }

    public PreferenceStore Preferences { get; }

    public PasswordResetStore Resets { get; }

    public OrganisationStore Organisations { get; }

    public ApiKeyStore ApiKeys { get; }

    public ShareLinkStore ShareLinks { get; }

    public CredentialStore Credentials { get; }

    public OAuthTokenStore OAuthTokens { get; }

    public DepartureStore Departures { get; }

    public AuditStore Audit { get; }

    public TestDatabase Database => _host.Database;

    public static async Task<IdentityStores> StartAsync(PostgresServer server) => new(await StorageHost.StartAsync(server, options => options.QueryConnections = 20));

    /// <summary>Somebody with a password, who founds an organisation or comes into one.</summary>
    public async Task<(string UserId, string OrgId)> RegisterAsync(string name = "ana", string? orgId = null, string role = "admin", string? email = null)
    {
        var (user, org) = (Ids.NewUser(), orgId ?? Ids.NewOrg());
        var entrance = new Entrance(org, role, orgId is null ? $"{name}'s" : null, InvitationHash: null);
        Assert.Null(await Users.RegisterAsync(New(user, name, email), entrance, Note(org), onlyFirst: false, CancellationToken.None));
        return (user, org);
    }

    /// <summary>Signs somebody in; gives the refresh token.</summary>
    public async Task<(string LoginId, byte[] Token)> SignInAsync(string userId, string orgId)
    {
        var (login, token) = (Ids.NewLogin(), Token());
        var secret = (await Users.FindSecretAsync(userId, CancellationToken.None))!;
        Assert.True(await Logins.BeginAsync(login, secret, orgId, token, TimeSpan.FromDays(30), renewsByBearer: true, Note(orgId), CancellationToken.None));
        return (login, token);
    }

    public static NewUser New(string id, string name, string? email = null) => new(id, name, email ?? $"{id}@example.com", id[^20..], "hash", null, null);

    public static AuditNote Note(string orgId, string action = "test.act") => new(orgId, "user:test", action);

    /// <summary>What is kept of a secret that nobody has.</summary>
    public static byte[] Token() => RandomToken.Hash(RandomToken.Create("x"));

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}
