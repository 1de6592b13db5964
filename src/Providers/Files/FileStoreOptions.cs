namespace MeetingIntel.Providers.Files;

/// <summary>Settings of the file store, section <c>Files</c>.</summary>
public sealed class FileStoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Files";

    /// <summary>Name of its folder in the data directory.</summary>
    public const string Folder = "files";

    /// <summary>
    /// The folder that holds the files, which all processes of a cluster must share. Unless set it is <see cref="Folder"/> of <c>DATA_DIRECTORY</c> where one process does everything; where
    /// several work together nothing is kept then, and this is empty.
    /// </summary>
    public string Path { get; set; } = "";
}
