namespace MeetingIntel.Api.Tests.Identity.Access;

/// <summary>What it takes to use something: said here once more, and not read from the product, so that the product can be wrong.</summary>
/// <param name="Scope">The scope that API keys need; <see langword="null"/>: none helps.</param>
/// <param name="Members">Whether members may, or only administrators.</param>
/// <param name="Links">Whether share links may.</param>
/// <param name="AnyKey">Whether API keys may, whatever their scopes.</param>
internal sealed record Need(string? Scope, bool Members = true, bool Links = false, bool AnyKey = false)
{
    /// <summary>To be somebody.</summary>
    public static readonly Need Known = new(Scope: null, Links: true, AnyKey: true);

    public static readonly Need ReadSession = new("sessions:read", Links: true);
    public static readonly Need ListSessions = new("sessions:read");
    public static readonly Need WriteSessions = new("sessions:write");
    public static readonly Need WriteAudio = new("audio:write");
    public static readonly Need WriteNotes = new("notes:write");
    public static readonly Need WriteTelemetry = new("telemetry:write");
    public static readonly Need WriteInsights = new("insights:write");

    public static readonly Need EraseSessions = new("sessions:erase");

    /// <summary>To be a person.</summary>
    public static readonly Need Person = new(Scope: null);

    /// <summary>To be an administrator.</summary>
    public static readonly Need Admin = new(Scope: null, Members: false);

    /// <summary>All scopes that an API key can have.</summary>
    public static readonly string[] Scopes = ["sessions:read", "sessions:write", "audio:write", "notes:write", "telemetry:write", "insights:write", "sessions:erase"];
}

/// <summary>How somebody is turned away.</summary>
/// <param name="Status">HTTP status; close codes are 4000 more.</param>
/// <param name="Code">Stable code.</param>
internal sealed record Refusal(int Status, string Code)
{
    private static readonly Refusal Forbidden = new(403, "auth.forbidden");
    private static readonly Refusal Revoked = new(401, "auth.revoked");
    private static readonly Refusal Expired = new(401, "auth.expired");
    private static readonly Refusal NoSession = new(404, "session.not-found");

    /// <summary>What a visitor hears, by the rules of the house.</summary>
    /// <param name="visitor">Who.</param>
    /// <param name="line">What they want.</param>
    /// <returns><see langword="null"/>: come in.</returns>
    public static Refusal? Of(Visitor visitor, Line line) => visitor switch
    {
        Visitor.Nobody => new(401, "auth.required"),
        Visitor.WrongToken => new(401, "auth.invalid-token"),
        Visitor.TokenInUrl => new(401, "auth.token-in-url"),
        Visitor.SignedOut or Visitor.RemovedMember or Visitor.RevokedKey or Visitor.RevokedLink => Revoked,
        Visitor.ExpiredToken or Visitor.ExpiredKey or Visitor.ExpiredLink => Expired,
        Visitor.ForeignAdmin or Visitor.ForeignKey => line.NotFound is { } code ? new(404, code) : null,
        Visitor.ForeignAdminByOwnPath => new(404, line.NotFoundInOwn!),
        Visitor.Admin or Visitor.KeyForThis => null,
        Visitor.Owner => line.Need.Members ? null : Forbidden,
        Visitor.Colleague => !line.Need.Members ? Forbidden : line.OwnersOnly ? new(403, "session.not-owner") : null,
        Visitor.KeyForAllElse => line.Need.AnyKey ? null : Forbidden,
        Visitor.ShareLink => line.Need.Links ? null : Forbidden,
        Visitor.LinkToAnotherSession => NoSession,
        _ => throw new ArgumentOutOfRangeException(nameof(visitor), visitor, "Nobody has said what this visitor hears."),
    };

    /// <summary>Whether it makes sense for a visitor to come.</summary>
    /// <param name="visitor">Who.</param>
    /// <param name="line">What they want.</param>
    public static bool MakesSense(Visitor visitor, Line line) => visitor switch
    {
        Visitor.KeyForThis or Visitor.ForeignKey => line.Need.Scope is not null,
        Visitor.LinkToAnotherSession => line.Need.Links && line.NamesSession,
        Visitor.ForeignAdminByOwnPath => line.NotFoundInOwn is not null,
        _ => true,
    };
}

/// <summary>A line of a table: something that can be asked for.</summary>
/// <param name="Name">What it is called in the running host.</param>
/// <param name="Need">What it takes.</param>
internal abstract record Line(string Name, Need Need)
{
    /// <summary>Only for whoever created the session, and administrators (and keys that may write all).</summary>
    public bool OwnersOnly { get; init; }

    /// <summary>What strangers hear who name the organisation's own; <see langword="null"/>: there is nothing to name, they get what is theirs.</summary>
    public string? NotFound { get; init; }

    /// <summary>What strangers hear who name it below something of their own.</summary>
    public string? NotFoundInOwn { get; init; }

    /// <summary>Whether it is about one session.</summary>
    public bool NamesSession => NotFound == "session.not-found";

    /// <summary>Everybody for whom there is something to see here.</summary>
    public IEnumerable<Visitor> Visitors => Enum.GetValues<Visitor>().Where(visitor => Refusal.MakesSense(visitor, this));
}
