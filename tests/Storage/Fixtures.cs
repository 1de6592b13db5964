using MeetingIntel.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresServer))]
