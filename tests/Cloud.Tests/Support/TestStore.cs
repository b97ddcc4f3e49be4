using Wattline.Cloud.Store;

namespace Wattline.Tests.Cloud.Tests.Support;

/// <summary>The database of a test. These tests run on SQLite here, and on PostgreSQL in tests/Peers, where this class is another.</summary>
internal static class TestStore
{
    /// <summary>What the settings call it; empty for memory.</summary>
    public static string NewConnection() => "";

    /// <summary>A database of its own, empty.</summary>
    public static Database Open(params ReadOnlySpan<RoomSchema> rooms) => Database.InMemory(rooms);
}
