using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands;

/// <summary>The tables of this room. Bytes are kept as Base64, times as Unix milliseconds.</summary>
public static class CommandsSchema
{
    /// <summary>All steps.</summary>
    public static readonly RoomSchema Tables = new("commands", new Migration(1, """
        CREATE TABLE command (
            id INTEGER NOT NULL,
            concentrator TEXT NOT NULL,
            decision INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            content TEXT NOT NULL,
            state INTEGER NOT NULL,
            posted_ms INTEGER NOT NULL,
            gateway TEXT NULL,
            number INTEGER NULL,
            PRIMARY KEY (id),
            UNIQUE (gateway, number));
        CREATE INDEX command_of_concentrator ON command (concentrator, id);
        CREATE INDEX command_open ON command (state, expires_ms) WHERE state <= 1;
        -- What happened to a command, by whom: its audit trail.
        CREATE TABLE command_event (
            command INTEGER NOT NULL REFERENCES command (id),
            place INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            what TEXT NOT NULL,
            who TEXT NOT NULL,
            PRIMARY KEY (command, place));
        -- A result that comes again is known by its digest.
        CREATE TABLE command_result (
            concentrator TEXT NOT NULL,
            digest TEXT NOT NULL,
            command INTEGER NULL,
            received_ms INTEGER NOT NULL,
            gateway TEXT NOT NULL,
            content TEXT NOT NULL,
            PRIMARY KEY (concentrator, digest));
        CREATE INDEX command_result_of ON command_result (command);
        CREATE TABLE link_gateway (gateway TEXT NOT NULL PRIMARY KEY, last_number INTEGER NOT NULL);
        CREATE TABLE claim (
            concentrator TEXT NOT NULL PRIMARY KEY,
            gateway TEXT NOT NULL,
            gateway_group TEXT NOT NULL,
            evidence_ms INTEGER NOT NULL);
        CREATE TABLE claim_event (
            concentrator TEXT NOT NULL,
            place INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            gateway TEXT NOT NULL,
            other TEXT NOT NULL,
            what TEXT NOT NULL,
            PRIMARY KEY (concentrator, place));
        -- Grows with every change of holder.
        CREATE TABLE claim_version (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);
        INSERT INTO claim_version (one, version) VALUES (1, 0);
        """));
}
