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
        """),
        new Migration(2, """
        -- What a person asked for, and how it stands; the command of the same id has its state, its bytes and its trail.
        CREATE TABLE command_order (
            id INTEGER NOT NULL REFERENCES command (id),
            batch INTEGER NOT NULL,
            request TEXT NULL,
            kind INTEGER NOT NULL,
            meter TEXT NULL,
            area TEXT NOT NULL,
            fields TEXT NOT NULL,
            asked_by TEXT NOT NULL,
            needs_second INTEGER NOT NULL,
            released_ms INTEGER NULL,
            released_by TEXT NULL,
            why TEXT NULL,
            status_word INTEGER NULL,
            milliamperes INTEGER NULL,
            decivolts INTEGER NULL,
            error INTEGER NULL,
            told_ms INTEGER NULL,
            data TEXT NULL,
            PRIMARY KEY (id));
        CREATE INDEX command_order_of_meter ON command_order (meter, id);
        CREATE INDEX command_order_of_batch ON command_order (batch, id);
        CREATE INDEX command_order_of_request ON command_order (asked_by, request) WHERE request IS NOT NULL;
        CREATE INDEX command_order_released ON command_order (area, kind, released_ms) WHERE released_ms IS NOT NULL;
        CREATE INDEX command_waiting ON command (state, expires_ms) WHERE state IN (2, 7, 8, 9, 10);
        -- The last decision for a meter, or for a concentrator itself: grows, and is never given again.
        CREATE TABLE meter_decision (target TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL);
        -- Sealed under a master key that is not in the database.
        CREATE TABLE device_key (
            concentrator TEXT NOT NULL, number INTEGER NOT NULL, sealed TEXT NOT NULL, made_ms INTEGER NOT NULL, made_by TEXT NOT NULL,
            PRIMARY KEY (concentrator, number));
        CREATE TABLE meter_access (meter TEXT NOT NULL PRIMARY KEY, sealed TEXT NOT NULL, set_ms INTEGER NOT NULL, set_by TEXT NOT NULL);
        """));
}
