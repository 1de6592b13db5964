using MeetingIntel.Storage.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Api.Tests.Identity.Attacks;

/// <summary>The framework's hasher, with a count of what it does and a gate that a test can close.</summary>
/// <param name="isCheap">For tests of who waits for whom: hashes cost next to nothing, and wait at the gate, too.</param>
internal sealed class CountingHasher(bool isCheap = false) : IPasswordHasher<UserRow>, IDisposable
{
    private readonly PasswordHasher<UserRow> _inner = new(isCheap ? Options.Create(new PasswordHasherOptions { IterationCount = 1 }) : null);
    private readonly SemaphoreSlim _verifying = new(0);
    private int _hashed;
    private int _verified;

    public ManualResetEventSlim Gate { get; } = new(initialState: true);

    public (int Hashed, int Verified) Counts => (Volatile.Read(ref _hashed), Volatile.Read(ref _verified));

    /// <summary>Done when so many have been looked at, or are just being.</summary>
    public async Task VerifyingAsync(int count)
    {
        while (Counts.Verified < count)
        {
            await _verifying.WaitAsync();
        }
    }

    public string HashPassword(UserRow user, string password)
    {
        Interlocked.Increment(ref _hashed);
        if (isCheap)
        {
            Gate.Wait();
        }

        return _inner.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(UserRow user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _verified);
        _verifying.Release();
        Gate.Wait();
        return _inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }

    public void Dispose()
    {
        Gate.Dispose();
        _verifying.Dispose();
    }
}
