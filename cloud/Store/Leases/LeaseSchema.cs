namespace Wattline.Cloud.Store.Leases;

/// <summary>The tables of leases, for rooms that share work among processes.</summary>
public static class LeaseSchema
{
    /// <summary>All steps.</summary>
    public static readonly RoomSchema Tables = new("leases", new Migration(1, """
        -- fence grows with every holder and is never given twice; beat changes whenever the holder shows that it lives.
        CREATE TABLE lease (
            pool TEXT NOT NULL,
            name TEXT NOT NULL,
            holder TEXT NULL,
            fence BIGINT NOT NULL,
            beat BIGINT NOT NULL,
            PRIMARY KEY (pool, name));
        CREATE TABLE lease_member (
            pool TEXT NOT NULL,
            member TEXT NOT NULL,
            beat BIGINT NOT NULL,
            PRIMARY KEY (pool, member));
        """));
}
