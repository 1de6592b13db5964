using MeetingIntel.Storage.Sessions;
using Microsoft.Extensions.Caching.Memory;

namespace MeetingIntel.Api.Identity;

/// <summary>The one place that says whether a caller may touch a session. A foreign session looks like one that does not exist.</summary>
internal sealed class SessionAccess(ISessionReads sessions) : IDisposable
{
    private const int MaxIdLength = 64;
    private const int CachedSessions = 10_000;

    /// <summary>A session never changes hands, so what is known stays true; the bound keeps it small.</summary>
    private readonly MemoryCache _organisations = new(new MemoryCacheOptions { SizeLimit = CachedSessions });

    /// <summary>The answer for a session that the caller can't see.</summary>
    public static GrainError NotFound { get; } = new(GrainErrorKind.NotFound, "session.not-found", "There is no such session.");

    /// <summary>Checks one caller and one session.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="sessionId">What; whatever a client sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/> when the caller may; else <see cref="NotFound"/>.</returns>
    public async ValueTask<GrainError?> CheckAsync(Caller caller, string? sessionId, CancellationToken cancellationToken)
    {
        if (!IsPlausible(sessionId))
        {
            return NotFound;
        }

        if (!_organisations.TryGetValue(sessionId, out string? organisation))
        {
            organisation = await sessions.FindOrgAsync(sessionId, cancellationToken);
            if (organisation is not null)
            {
                _organisations.Set(sessionId, organisation, new MemoryCacheEntryOptions { Size = 1 });
            }
        }

        return string.Equals(organisation, caller.OrgId, StringComparison.Ordinal) ? null : NotFound;
    }

    /// <inheritdoc/>
    public void Dispose() => _organisations.Dispose();

    private static bool IsPlausible([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
