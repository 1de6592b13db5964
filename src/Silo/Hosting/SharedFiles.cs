using MeetingIntel.Providers.Files;

namespace MeetingIntel.Silo.Hosting;

/// <summary>Where files are kept.</summary>
internal static class SharedFiles
{
    /// <summary>A process that works with others keeps nothing in a folder of its own: the others would not find it, and a pod's is gone with the pod.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="cluster">Whether there are others.</param>
    public static void AddFileStore(this WebApplicationBuilder builder, ClusterSettings cluster)
    {
        if (cluster.Membership != ClusterMembership.Local && string.IsNullOrEmpty(builder.Configuration[$"{FileStoreOptions.Section}:{nameof(FileStoreOptions.Path)}"]))
        {
            builder.Services.PostConfigure<FileStoreOptions>(files => files.Path = "");
        }
    }
}
