using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>The tables of this room.</summary>
public static class RegistrySchema
{
    /// <summary>All steps.</summary>
    public static readonly RoomSchema Tables = new("metering", new Migration(1, """
        CREATE TABLE registry_state (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);
        INSERT INTO registry_state (one, version) VALUES (1, 0);
        CREATE TABLE read_template (name TEXT NOT NULL PRIMARY KEY, protocol TEXT NOT NULL, reads TEXT NOT NULL);
        CREATE TABLE concentrator (id TEXT NOT NULL PRIMARY KEY, gateway TEXT NOT NULL, every_s INTEGER NOT NULL);
        CREATE TABLE meter (
            id TEXT NOT NULL PRIMARY KEY,
            concentrator TEXT NOT NULL REFERENCES concentrator (id),
            line INTEGER NOT NULL,
            address TEXT NOT NULL,
            protocol TEXT NOT NULL,
            template TEXT NOT NULL REFERENCES read_template (name),
            baud INTEGER NOT NULL,
            phases INTEGER NOT NULL,
            max_kw TEXT NOT NULL,
            zone TEXT NOT NULL,
            point_of_delivery TEXT NULL);
        CREATE INDEX meter_by_concentrator ON meter (concentrator, line, address);
        CREATE TABLE plan (
            concentrator TEXT NOT NULL REFERENCES concentrator (id),
            version INTEGER NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (concentrator, version));
        """));
}
