using System.Globalization;
using System.Net.Mail;
using System.Text;
using MeetingIntel.Api.Identity.Organisations;
using MeetingIntel.Storage.Identity;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Identity.Users;

/// <summary>How people become known here: by registering, with or without an invitation, and the very first as administrator.</summary>
internal sealed class Registration(UserStore users, Invitations invitations, Passwords passwords, IOptions<IdentityOptions> options)
{
    private const int MaxText = 200;
    private const int MaxHandle = 30;

    private static readonly GrainError Closed = new(GrainErrorKind.Forbidden, "sign-up.closed", "Only who was invited can register here.");

    /// <summary>Whether a text is an address that mail could go to.</summary>
    /// <param name="email">The text.</param>
    public static bool IsEmail(string? email) =>
        email is { Length: > 2 and <= 320 } && MailAddress.TryCreate(email, out var address) && string.Equals(address.Address, email, StringComparison.Ordinal) && !email.Any(char.IsWhiteSpace);

    /// <summary>Whether a text is a name.</summary>
    /// <param name="name">The text.</param>
    public static bool IsName(string? name) => !string.IsNullOrWhiteSpace(name) && name.Length <= MaxText && !name.Any(char.IsControl);

    /// <summary>Whether a text is a handle.</summary>
    /// <param name="handle">The text.</param>
    public static bool IsHandle(string? handle) => handle is { Length: >= 3 and <= MaxHandle } && handle.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    /// <summary>Whether a text is longer than what people tell of themselves may be.</summary>
    /// <param name="text">The text.</param>
    public static bool IsTooLong(string? text) => text is { Length: > 2000 };

    /// <summary>Registers somebody.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What they say.</param>
    /// <returns>The person, and what they are in the organisation that they came into; or what is wrong.</returns>
    public async Task<GrainResult<MemberRow>> RegisterAsync(HttpContext context, RegisterRequest request)
    {
        if (Check(request) is { } wrong)
        {
            return wrong;
        }

        var entrance = await EntranceAsync(request, context.RequestAborted);
        return entrance.Succeeded ? await RegisterAsync(context, request, entrance.Value, onlyFirst: false) : entrance.Error;
    }

    /// <summary>Registers the first administrator, while nobody else is there.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What they say.</param>
    /// <param name="organisation">The name of their organisation.</param>
    public async Task<GrainResult<MemberRow>> InitializeAsync(HttpContext context, RegisterRequest request, string organisation) =>
        Check(request) is { } wrong ? wrong
        : !IsName(organisation) ? UserErrors.BadName
        : await RegisterAsync(context, request, new Entrance(Ids.NewOrg(), Roles.Admin, organisation.Trim(), InvitationHash: null), onlyFirst: true);

    private static GrainError? Check(RegisterRequest request) =>
        !IsEmail(request.Email) ? UserErrors.BadEmail
        : !IsName(request.Name) ? UserErrors.BadName
        : request.Handle is not null && !IsHandle(request.Handle) ? UserErrors.BadHandle
        : IsTooLong(request.Bio) || IsTooLong(request.ProfileImage) ? UserErrors.TooLong
        : Passwords.Check(request.Password, request.Email, request.Name, request.Handle);

    private async Task<GrainResult<Entrance>> EntranceAsync(RegisterRequest request, CancellationToken cancellationToken)
    {
        if (request.Invitation is { Length: > 0 } token)
        {
            var invited = await invitations.FindAsync(token, request.Email, cancellationToken);
            return invited.Succeeded ? invited.Value.Entrance : invited.Error;
        }

        return options.Value.SignUp == SignUp.Open ? new Entrance(Ids.NewOrg(), Roles.Admin, $"{request.Name!.Trim()}'s organisation", InvitationHash: null) : Closed;
    }

    private async Task<GrainResult<MemberRow>> RegisterAsync(HttpContext context, RegisterRequest request, Entrance entrance, bool onlyFirst)
    {
        var hash = await passwords.HashAsync(request.Password!, context.RequestAborted);
        if (!hash.Succeeded)
        {
            return hash.Error;
        }

        var id = Ids.NewUser();
        var user = new NewUser(id, request.Name!.Trim(), request.Email!, request.Handle ?? HandleOf(request.Email!, id), hash.Value, request.Bio, request.ProfileImage);
        var note = AuditNotes.OfUser(entrance.OrgId, id, context, "user.register");
        return await users.RegisterAsync(user, entrance, note, onlyFirst, context.RequestAborted) is { } error
            ? error
            : new MemberRow((await users.FindAsync(id, context.RequestAborted))!, entrance.Role, Since: default);
    }

    /// <summary>Of the address what fits, and of the id what makes it nobody else's.</summary>
    private static string HandleOf(string email, string id)
    {
        var name = new StringBuilder();
        foreach (var c in email[..email.IndexOf('@', StringComparison.Ordinal)].Where(char.IsAsciiLetterOrDigit).Take(16))
        {
            name.Append(c);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{name}-{id[^8..]}");
    }
}
