namespace Wattline.Cloud.Store;

/// <summary>Which database stands behind the door.</summary>
public enum StoreEngine
{
    /// <summary>Embedded: a file, or memory.</summary>
    Sqlite,

    /// <summary>A server, version 15 or newer.</summary>
    Postgres,
}
