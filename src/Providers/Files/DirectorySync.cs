using System.Runtime.InteropServices;

namespace MeetingIntel.Providers.Files;

/// <summary>Brings the names in a folder to the disk, which .NET has no call for: a file that is there, but under no name after a loss of power, is lost.</summary>
internal static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Waits until it is done.</summary>
    /// <param name="folder">Which.</param>
    /// <exception cref="IOException">It can't be.</exception>
    public static void Flush(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        var handle = Open(folder, ReadOnly);
        if (handle < 0)
            throw Failed(folder);

        try
        {
            if (Sync(handle) != 0)
                throw Failed(folder);
        }
        finally
        {
            _ = Close(handle);
        }
    }

    private static IOException Failed(string folder) => new($"The folder {folder} can't be brought to the disk (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}
