using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MeetingIntel.Storage.Identity;

/// <summary>Secrets that we make ourselves: 256 random bits, of which only the SHA-256 is kept. There is nothing in them to guess, so a fast hash does.</summary>
public static class RandomToken
{
    private const int Bytes = 32;

    /// <summary>Makes one.</summary>
    /// <param name="prefix">Says what it is, to us and to programs that look for secrets in the wrong places.</param>
    public static string Create(string prefix) => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>What is kept of one.</summary>
    /// <param name="token">The secret.</param>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
