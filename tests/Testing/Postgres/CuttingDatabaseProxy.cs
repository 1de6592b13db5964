using MeetingIntel.Testing.Network;
using Npgsql;

namespace MeetingIntel.Testing.Postgres;

/// <summary>A proxy before a database.</summary>
public sealed class CuttingDatabaseProxy : CuttingProxy
{
    /// <summary>Begins to listen.</summary>
    /// <param name="connectionString">The database.</param>
    public CuttingDatabaseProxy(string connectionString)
        : this(new NpgsqlConnectionStringBuilder(connectionString))
    {
    }

    private CuttingDatabaseProxy(NpgsqlConnectionStringBuilder server)
        : base(server.Host!, server.Port)
    {
        server.Port = Port;
        ConnectionString = server.ConnectionString;
    }

    /// <summary>The database through this proxy.</summary>
    public string ConnectionString { get; }
}
