namespace MeetingIntel.Deploy.Tests;

/// <summary>The files of the repository.</summary>
internal static class Checkout
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below it.</summary>
    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>The text of a file.</summary>
    public static string Read(string relative) => File.ReadAllText(Path(relative));

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "MeetingIntel.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run below a checkout of the repository.");
    }
}
