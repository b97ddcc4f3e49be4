using Wattline.Cloud.Store;
using Wattline.Tests.Peers.Postgres;

namespace Wattline.Tests.Cloud.Tests.Support;

/// <summary>The database of a test of tests/Cloud.Tests, run here on PostgreSQL.</summary>
internal static class TestStore
{
    /// <summary>Makes the commit fail of every transaction that stores a message: a reference that is checked there leads nowhere.</summary>
    public const string FailCommits =
        """
        CREATE TABLE late (source BIGINT NOT NULL REFERENCES message_source (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE FUNCTION fail() RETURNS trigger AS $body$ BEGIN INSERT INTO late (source) VALUES (-1); RETURN NULL; END $body$ LANGUAGE plpgsql;
        CREATE TRIGGER trip AFTER INSERT ON message FOR EACH ROW EXECUTE FUNCTION fail();
        """;

    /// <summary>Undoes it.</summary>
    public const string LetCommits = "DROP TRIGGER trip ON message";

    /// <summary>What the settings call it.</summary>
    public static string NewConnection() => PostgresServer.Shared.NewSchema();

    /// <summary>A database of its own, empty.</summary>
    public static Database Open(params ReadOnlySpan<RoomSchema> rooms) => Database.Connect(NewConnection(), TimeProvider.System, rooms);
}
