using MeetingIntel.Api.Identity.Users;
using MeetingIntel.Api.Tests.Hosting;
using MeetingIntel.Api.Tests.Identity.Attacks;

namespace MeetingIntel.Api.Tests.Identity.Users;

/// <summary>How many may wait for a password to be hashed, or to be looked at.</summary>
public sealed class PasswordPlacesTests
{
    private const int MaxWaiting = 64;

    /// <summary>A crowd that registers keeps nobody out who signs in, nor the other way round.</summary>
    [Fact]
    public async Task MatchAsync_WhileTooManySetAPassword_HasPlacesOfItsOwn()
    {
        using var hasher = new CountingHasher(isCheap: true);
        using var passwords = new Passwords(hasher);
        hasher.Gate.Reset();
        var matches = Enumerable.Range(0, MaxWaiting).Select(_ => passwords.MatchAsync(null, "a password", CancellationToken.None)).ToList();
        var hashes = Enumerable.Range(0, MaxWaiting).Select(_ => passwords.HashAsync("a password", CancellationToken.None)).ToList();

        Assert.Equal("auth.busy", (await passwords.MatchAsync(null, "a password", CancellationToken.None)).Error!.Code);
        Assert.Equal("auth.busy", (await passwords.HashAsync("a password", CancellationToken.None)).Error!.Code);
        hasher.Gate.Set();

        Assert.All(await Task.WhenAll(matches).Within("waiting for those who sign in"), match => Assert.True(match.Succeeded));
        Assert.All(await Task.WhenAll(hashes).Within("waiting for those who set a password"), hash => Assert.True(hash.Succeeded));
    }
}
