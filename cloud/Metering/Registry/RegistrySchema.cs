using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>The tables of this room.</summary>
public static partial class RegistrySchema
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
        """),
        new Migration(2, """
        CREATE TABLE area (id TEXT NOT NULL PRIMARY KEY, parent TEXT NULL, name TEXT NULL, loss_percent_max TEXT NOT NULL);
        CREATE TABLE metering_point (
            id TEXT NOT NULL PRIMARY KEY,
            customer TEXT NULL,
            point_of_delivery TEXT NULL,
            parent TEXT NULL,
            area TEXT NULL,
            role INTEGER NOT NULL,
            zone TEXT NOT NULL,
            max_kw TEXT NOT NULL,
            length_s INTEGER NOT NULL,
            active INTEGER NOT NULL,
            proxy TEXT NULL,
            tariff TEXT NULL);
        CREATE INDEX metering_point_by_area ON metering_point (area);
        CREATE TABLE installation (
            meter TEXT NOT NULL,
            point TEXT NOT NULL,
            from_s INTEGER NOT NULL,
            to_s INTEGER NULL,
            ct TEXT NOT NULL,
            pt TEXT NOT NULL,
            wiring INTEGER NOT NULL,
            digits INTEGER NOT NULL,
            primary_registers TEXT NOT NULL,
            start_values TEXT NOT NULL,
            end_values TEXT NOT NULL,
            PRIMARY KEY (meter, from_s));
        CREATE INDEX installation_by_point ON installation (point, from_s);
        CREATE TABLE tariff_period (
            tariff TEXT NOT NULL,
            number INTEGER NOT NULL,
            from_date TEXT NOT NULL,
            period TEXT NOT NULL,
            PRIMARY KEY (tariff, number, from_date));
        -- Who changed what: rows as CSV, before and after.
        CREATE TABLE registry_audit (
            id INTEGER NOT NULL PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            who TEXT NOT NULL,
            table_name TEXT NOT NULL,
            row_key TEXT NOT NULL,
            before_text TEXT NULL,
            after_text TEXT NULL);
        CREATE INDEX registry_audit_by_key ON registry_audit (row_key);
        """),
        new Migration(3, Step3, Step3Postgres),
        new Migration(4, """
        -- Days that are told to others; without a next time: given up.
        CREATE TABLE webhook_event (id INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL, tries INTEGER NOT NULL, next_ms INTEGER NULL);
        CREATE INDEX webhook_event_due ON webhook_event (next_ms);
        """),
        new Migration(5, Step5, Step5Postgres),
        new Migration(6, "ALTER TABLE meter ADD COLUMN parity BIGINT NULL;"))
    {
        PostgresSession = IntervalStage,
    };
}
