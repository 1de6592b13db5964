using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MeetingIntel.Storage.Encryption;

/// <summary>Composition.</summary>
internal static class EncryptionServices
{
    private const string DataDirectorySetting = "DATA_DIRECTORY";
    private const string KeyFile = "encryption.key";

    /// <summary>Adds <see cref="SecretBox"/>, with the keys of the setting; in Development without one, with a key that is made and kept in the data directory.</summary>
    /// <param name="services">The host's services.</param>
    public static void AddEncryption(this IServiceCollection services)
    {
        services.AddOptions<EncryptionOptions>()
            .Configure<IConfiguration, IHostEnvironment>(Read)
            .Validate(options => options.Keys.Count > 0, $"{EncryptionOptions.Setting} is missing: set it to id:key, the key 32 bytes as base64 (openssl rand -base64 32), and keep it: what it sealed opens with nothing else.")
            .ValidateOnStart();
        services.AddSingleton<SecretBox>();
    }

    private static void Read(EncryptionOptions options, IConfiguration configuration, IHostEnvironment environment)
    {
        var given = configuration[EncryptionOptions.Setting];
        if (string.IsNullOrWhiteSpace(given) && environment.IsDevelopment())
            given = OwnKey(configuration[DataDirectorySetting] is { Length: > 0 } directory ? directory : ".data");

        try
        {
            options.Keys = EncryptionOptions.Parse(given ?? "");
        }
        catch (FormatException exception)
        {
            throw new OptionsValidationException(EncryptionOptions.Setting, typeof(string), [exception.Message]);
        }
    }

    /// <summary>Made once. Whoever comes second takes what the first has written: the name is given to a file that is whole.</summary>
    private static string OwnKey(string directory)
    {
        var path = Path.Combine(directory, KeyFile);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(directory);
            var draft = $"{path}.{Guid.NewGuid():N}";
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(draft, options))
                writer.Write($"development:{Convert.ToBase64String(RandomNumberGenerator.GetBytes(EncryptionOptions.KeyBytes))}");

            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }

        return File.ReadAllText(path).Trim();
    }
}
