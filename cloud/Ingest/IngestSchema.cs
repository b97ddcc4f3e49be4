using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest;

/// <summary>
/// The tables of this room. 64-bit hashes are stored as signed integers of the same bits; quality as the bits of a
/// <see cref="Wattline.Gateway.Domain.QualitySet"/>; times as Unix milliseconds, slots as Unix seconds. On PostgreSQL readings are told in wide
/// rows (<c>reading_wide</c>); queries read both by the same views.
/// </summary>
public static partial class IngestSchema
{
    /// <summary>All steps.</summary>
    public static readonly RoomSchema Tables = new("ingest", new Migration(1, """
        -- A stream of one epoch of one concentrator. SenML packs, which are not counted, are of epoch 'senml' and numbered by their hash.
        CREATE TABLE message_source (
            id INTEGER NOT NULL PRIMARY KEY,
            concentrator TEXT NOT NULL,
            epoch TEXT NOT NULL,
            stream INTEGER NOT NULL,
            UNIQUE (concentrator, epoch, stream));
        CREATE TABLE message (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            boot INTEGER NOT NULL,
            uptime_ms INTEGER NOT NULL,
            wall_ms INTEGER NULL,
            received_ms INTEGER NOT NULL,
            PRIMARY KEY (source, sequence)) WITHOUT ROWID;
        CREATE TABLE concentrator_heard (
            concentrator TEXT NOT NULL PRIMARY KEY,
            gateway TEXT NOT NULL,
            received_ms INTEGER NOT NULL);

        CREATE TABLE coverage (
            source INTEGER NOT NULL REFERENCES message_source (id),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (source, first)) WITHOUT ROWID;
        CREATE TABLE lost_range (
            source INTEGER NOT NULL REFERENCES message_source (id),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (source, first, last)) WITHOUT ROWID;
        CREATE TABLE replay_request (
            id INTEGER NOT NULL PRIMARY KEY,
            source INTEGER NOT NULL REFERENCES message_source (id),
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            noticed_ms INTEGER NOT NULL,
            closed_ms INTEGER NULL);
        CREATE INDEX replay_request_open ON replay_request (source) WHERE closed_ms IS NULL;

        CREATE TABLE reading_series (
            id INTEGER NOT NULL PRIMARY KEY,
            meter TEXT NOT NULL,
            obis TEXT NOT NULL,
            kind INTEGER NOT NULL,
            length INTEGER NOT NULL,
            UNIQUE (meter, obis, kind, length));
        CREATE TABLE reading (
            series INTEGER NOT NULL REFERENCES reading_series (id),
            slot INTEGER NOT NULL,
            version INTEGER NOT NULL,
            current INTEGER NOT NULL,
            unscaled INTEGER NULL,
            decimals INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            offset_ms INTEGER NOT NULL,
            source INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (series, slot, version)) WITHOUT ROWID;

        CREATE TABLE device_event (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            code TEXT NOT NULL,
            subject TEXT NOT NULL,
            counter INTEGER NOT NULL,
            start_ms INTEGER NULL,
            detail TEXT NOT NULL,
            PRIMARY KEY (source, sequence)) WITHOUT ROWID;

        CREATE TABLE payment (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            type INTEGER NOT NULL,
            kiosk TEXT NOT NULL,
            session INTEGER NOT NULL,
            note INTEGER NOT NULL,
            account TEXT NULL,
            channel INTEGER NOT NULL,
            value INTEGER NOT NULL,
            currency TEXT NOT NULL,
            counter INTEGER NULL,
            PRIMARY KEY (source, sequence)) WITHOUT ROWID;
        -- What became of each note: a credit outranks the others, for the customer holds its receipt; endings above 1 are a fault to look at.
        CREATE VIEW note AS
        SELECT source, kiosk, note,
            CASE WHEN credited > 0 THEN 1 WHEN returned > 0 THEN 2 WHEN suspense > 0 THEN 3 ELSE 0 END AS state,
            credited + returned + suspense AS endings,
            COALESCE(credited_value, returned_value, suspense_value, escrow_value) AS value,
            COALESCE(credited_account, escrow_account) AS account,
            currency
        FROM (SELECT source, kiosk, note, MIN(currency) AS currency,
                SUM(CASE WHEN type = 1 THEN 1 ELSE 0 END) AS credited,
                SUM(CASE WHEN type = 2 THEN 1 ELSE 0 END) AS returned,
                SUM(CASE WHEN type = 3 THEN 1 ELSE 0 END) AS suspense,
                MIN(CASE WHEN type = 0 THEN value END) AS escrow_value,
                MIN(CASE WHEN type = 1 THEN value END) AS credited_value,
                MIN(CASE WHEN type = 2 THEN value END) AS returned_value,
                MIN(CASE WHEN type = 3 THEN value END) AS suspense_value,
                MIN(CASE WHEN type = 0 THEN account END) AS escrow_account,
                MIN(CASE WHEN type = 1 THEN account END) AS credited_account
            FROM payment GROUP BY source, kiosk, note) AS told;

        CREATE TABLE quarantine (
            digest TEXT NOT NULL PRIMARY KEY,
            received_ms INTEGER NOT NULL,
            field TEXT NOT NULL,
            reason TEXT NOT NULL,
            bytes_total INTEGER NOT NULL,
            bytes BLOB NOT NULL);
        CREATE TABLE alarm (
            id INTEGER NOT NULL PRIMARY KEY,
            raised_ms INTEGER NOT NULL,
            kind TEXT NOT NULL,
            concentrator TEXT NOT NULL,
            detail TEXT NOT NULL,
            UNIQUE (kind, concentrator, detail));
        """),
        new Migration(2, """
        CREATE TABLE outage (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            first_slot INTEGER NOT NULL,
            last_slot INTEGER NOT NULL,
            cause INTEGER NOT NULL,
            PRIMARY KEY (source, sequence)) WITHOUT ROWID;
        -- What quarantine holds, kept beside it: counting it for every event that is refused would cost more the fuller it is.
        CREATE TABLE quarantine_size (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), events INTEGER NOT NULL, bytes INTEGER NOT NULL);
        INSERT INTO quarantine_size (one, events, bytes) SELECT 1, COUNT(*), COALESCE(SUM(LENGTH(bytes)), 0) FROM quarantine;
        ALTER TABLE alarm ADD COLUMN times INTEGER NOT NULL DEFAULT 1;
        """),
        new Migration(3, """
        -- Every version of every reading, with how many versions its identity has and how many of these hold a value.
        CREATE VIEW reading_told AS
        SELECT s.meter, s.obis, s.kind, s.length, r.slot, r.version, r.current, r.unscaled, r.decimals, r.quality, r.offset_ms,
            (SELECT COUNT(*) FROM reading v WHERE v.series = r.series AND v.slot = r.slot) AS versions,
            (SELECT COUNT(v.unscaled) FROM reading v WHERE v.series = r.series AND v.slot = r.slot) AS told_values
        FROM reading_series s JOIN reading r ON r.series = s.id;
        CREATE VIEW meter_slots AS
        SELECT s.meter, (SELECT MIN(r.slot) FROM reading r WHERE r.series = s.id) AS first, (SELECT MAX(r.slot) FROM reading r WHERE r.series = s.id) AS last
        FROM reading_series s;
        """, PostgresStep3),
        new Migration(4, """
        -- Parts of messages of which others are still to come.
        CREATE TABLE message_part (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            parts INTEGER NOT NULL,
            part INTEGER NOT NULL,
            hash INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            PRIMARY KEY (source, sequence, parts, part)) WITHOUT ROWID;
        -- How far each partition of a hub is stored; the offset is the hub's own text.
        CREATE TABLE hub_partition (
            hub TEXT NOT NULL,
            partition_id TEXT NOT NULL,
            hub_created_ms INTEGER NOT NULL,
            event_offset TEXT NULL,
            event_sequence INTEGER NOT NULL,
            enqueued_ms INTEGER NOT NULL,
            PRIMARY KEY (hub, partition_id)) WITHOUT ROWID;
        """),
        new Migration(5, """
        -- Records of a kiosk that count and chain themselves, and those that tell of no note: steps, receipts, collections, counters.
        ALTER TABLE payment ADD COLUMN device INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE payment ADD COLUMN record INTEGER NULL;
        ALTER TABLE payment ADD COLUMN detail TEXT NULL;
        ALTER TABLE payment ADD COLUMN chain TEXT NULL;
        DROP VIEW note;
        CREATE VIEW note AS
        SELECT source, kiosk, note,
            CASE WHEN credited > 0 THEN 1 WHEN returned > 0 THEN 2 WHEN suspense > 0 THEN 3 ELSE 0 END AS state,
            credited + returned + suspense AS endings,
            COALESCE(credited_value, returned_value, suspense_value, escrow_value) AS value,
            COALESCE(credited_account, escrow_account) AS account,
            currency
        FROM (SELECT source, kiosk, note, MIN(currency) AS currency,
                SUM(CASE WHEN type = 1 THEN 1 ELSE 0 END) AS credited,
                SUM(CASE WHEN type = 2 THEN 1 ELSE 0 END) AS returned,
                SUM(CASE WHEN type = 3 THEN 1 ELSE 0 END) AS suspense,
                MIN(CASE WHEN type = 0 THEN value END) AS escrow_value,
                MIN(CASE WHEN type = 1 THEN value END) AS credited_value,
                MIN(CASE WHEN type = 2 THEN value END) AS returned_value,
                MIN(CASE WHEN type = 3 THEN value END) AS suspense_value,
                MIN(CASE WHEN type = 0 THEN account END) AS escrow_account,
                MIN(CASE WHEN type = 1 THEN account END) AS credited_account
            FROM payment WHERE type <= 3 GROUP BY source, kiosk, note) AS told;
        """),
        new Migration(6, """
        -- Questions of kiosks that nobody has answered yet.
        CREATE TABLE kiosk_question (
            concentrator TEXT NOT NULL,
            epoch TEXT NOT NULL,
            sequence INTEGER NOT NULL,
            kiosk TEXT NOT NULL,
            request INTEGER NOT NULL,
            detail TEXT NOT NULL,
            received_ms INTEGER NOT NULL,
            PRIMARY KEY (concentrator, epoch, sequence)) WITHOUT ROWID;
        """),
        new Migration(7, """
        -- What a meter kept of a slot counts in the place of the reason why its register was not read: such a reason is current no more.
        DROP VIEW reading_told;
        CREATE VIEW reading_told AS
        SELECT s.meter, s.obis, s.kind, s.length, r.slot, r.version,
            CASE WHEN r.unscaled IS NULL AND s.kind = 0 AND EXISTS (
                SELECT 1 FROM reading_series f JOIN reading v ON v.series = f.id
                WHERE f.meter = s.meter AND f.obis = s.obis AND f.kind = 1 AND f.length = 0 AND v.slot = r.slot AND v.unscaled IS NOT NULL)
            THEN 0 ELSE r.current END AS current,
            r.unscaled, r.decimals, r.quality, r.offset_ms,
            (SELECT COUNT(*) FROM reading v WHERE v.series = r.series AND v.slot = r.slot) AS versions,
            (SELECT COUNT(v.unscaled) FROM reading v WHERE v.series = r.series AND v.slot = r.slot) AS told_values
        FROM reading_series s JOIN reading r ON r.series = s.id;
        """, PostgresStep7),
        new Migration(8, """
        -- Readings that were made without the time, until the clock event of their start of the device comes: each as a batch of one.
        CREATE TABLE undated_message (
            source INTEGER NOT NULL REFERENCES message_source (id),
            sequence INTEGER NOT NULL,
            concentrator TEXT NOT NULL,
            bytes BLOB NOT NULL,
            PRIMARY KEY (source, sequence)) WITHOUT ROWID;
        """))
    {
        PostgresSession = WideStage,
    };
}
