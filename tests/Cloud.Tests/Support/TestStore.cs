using Wattline.Cloud.Store;

namespace Wattline.Tests.Cloud.Tests.Support;

/// <summary>The database of a test. These tests run on SQLite here, and on PostgreSQL in tests/Peers, where this class is another.</summary>
internal static class TestStore
{
    /// <summary>Makes the commit fail of every transaction that stores a message: a reference that is checked there leads nowhere.</summary>
    public const string FailCommits =
        """
        CREATE TABLE late (source INTEGER NOT NULL REFERENCES message_source (id) DEFERRABLE INITIALLY DEFERRED);
        CREATE TRIGGER trip AFTER INSERT ON message BEGIN INSERT INTO late (source) VALUES (-1); END
        """;

    /// <summary>Undoes it.</summary>
    public const string LetCommits = "DROP TRIGGER trip";

    /// <summary>What the settings call it; empty for memory.</summary>
    public static string NewConnection() => "";

    /// <summary>A database of its own, empty.</summary>
    public static Database Open(params ReadOnlySpan<RoomSchema> rooms) => Database.InMemory(rooms);
}
