namespace Wattline.Cloud.Ingest;

/// <content>Wide rows, which are PostgreSQL's alone.</content>
public static partial class IngestSchema
{
    private const string PostgresStep3 = """
        -- Wide rows: what was told first of a meter, kind and length in a slot, all channels in one row. A byte of decimals that is 255 says that the
        -- channel was not told here, or that its versions are in the table reading; an absence has no value, and its reasons stand for the row.
        CREATE TABLE meter_series (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            meter TEXT COLLATE "C" NOT NULL,
            kind BIGINT NOT NULL,
            length BIGINT NOT NULL,
            UNIQUE (meter, kind, length));
        CREATE TABLE channel_set (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            obis TEXT COLLATE "C" NOT NULL UNIQUE);
        CREATE TABLE reading_wide (
            series BIGINT NOT NULL,
            slot BIGINT NOT NULL,
            channels BIGINT NOT NULL,
            flags BIGINT NOT NULL,
            reasons BIGINT NOT NULL,
            offset_ms BIGINT NOT NULL,
            source BIGINT NOT NULL,
            sequence BIGINT NOT NULL,
            unscaled BIGINT[] NOT NULL,
            decimals BYTEA NOT NULL,
            PRIMARY KEY (series, slot)) PARTITION BY RANGE (slot);
        CREATE TABLE reading_wide_elsewhen PARTITION OF reading_wide DEFAULT;
        CREATE VIEW reading_told AS
        SELECT m.meter, c.obis, m.kind, m.length, w.slot, 1::BIGINT AS version, 1::BIGINT AS current, w.unscaled[c.place] AS unscaled,
            get_byte(w.decimals, c.place::INT - 1)::BIGINT AS decimals, CASE WHEN w.unscaled[c.place] IS NULL THEN w.reasons ELSE w.flags END AS quality,
            w.offset_ms, 1::BIGINT AS versions, CASE WHEN w.unscaled[c.place] IS NULL THEN 0::BIGINT ELSE 1::BIGINT END AS told_values
        FROM meter_series m JOIN reading_wide w ON w.series = m.id JOIN channel_set n ON n.id = w.channels
        CROSS JOIN LATERAL string_to_table(n.obis, ' ') WITH ORDINALITY AS c (obis, place)
        WHERE get_byte(w.decimals, c.place::INT - 1) <> 255
        UNION ALL
        SELECT s.meter, s.obis, s.kind, s.length, r.slot, r.version, r.current, r.unscaled, r.decimals, r.quality, r.offset_ms,
            (SELECT COUNT(*) FROM reading v WHERE v.series = r.series AND v.slot = r.slot),
            (SELECT COUNT(v.unscaled) FROM reading v WHERE v.series = r.series AND v.slot = r.slot)
        FROM reading_series s JOIN reading r ON r.series = s.id;
        CREATE VIEW meter_slots AS
        SELECT m.meter, (SELECT MIN(w.slot) FROM reading_wide w WHERE w.series = m.id) AS first, (SELECT MAX(w.slot) FROM reading_wide w WHERE w.series = m.id) AS last
        FROM meter_series m
        UNION ALL
        SELECT s.meter, (SELECT MIN(r.slot) FROM reading r WHERE r.series = s.id), (SELECT MAX(r.slot) FROM reading r WHERE r.series = s.id)
        FROM reading_series s;
        """;

    private const string PostgresStep7 = """
        -- What a meter kept of a slot counts in the place of the reason why its register was not read: such a reason is current no more.
        CREATE VIEW memory_told AS
        SELECT m.meter, c.obis, w.slot
        FROM meter_series m JOIN reading_wide w ON w.series = m.id JOIN channel_set n ON n.id = w.channels
        CROSS JOIN LATERAL string_to_table(n.obis, ' ') WITH ORDINALITY AS c (obis, place)
        WHERE m.kind = 1 AND m.length = 0 AND w.unscaled[c.place] IS NOT NULL
        UNION ALL
        SELECT s.meter, s.obis, r.slot FROM reading_series s JOIN reading r ON r.series = s.id WHERE s.kind = 1 AND s.length = 0 AND r.unscaled IS NOT NULL;
        DROP VIEW reading_told;
        CREATE VIEW reading_told AS
        SELECT m.meter, c.obis, m.kind, m.length, w.slot, 1::BIGINT AS version,
            CASE WHEN w.unscaled[c.place] IS NULL AND m.kind = 0
                AND EXISTS (SELECT FROM memory_told k WHERE k.meter = m.meter AND k.obis = c.obis AND k.slot = w.slot) THEN 0::BIGINT ELSE 1::BIGINT END AS current,
            w.unscaled[c.place] AS unscaled,
            get_byte(w.decimals, c.place::INT - 1)::BIGINT AS decimals, CASE WHEN w.unscaled[c.place] IS NULL THEN w.reasons ELSE w.flags END AS quality,
            w.offset_ms, 1::BIGINT AS versions, CASE WHEN w.unscaled[c.place] IS NULL THEN 0::BIGINT ELSE 1::BIGINT END AS told_values
        FROM meter_series m JOIN reading_wide w ON w.series = m.id JOIN channel_set n ON n.id = w.channels
        CROSS JOIN LATERAL string_to_table(n.obis, ' ') WITH ORDINALITY AS c (obis, place)
        WHERE get_byte(w.decimals, c.place::INT - 1) <> 255
        UNION ALL
        SELECT s.meter, s.obis, s.kind, s.length, r.slot, r.version,
            CASE WHEN r.unscaled IS NULL AND s.kind = 0
                AND EXISTS (SELECT FROM memory_told k WHERE k.meter = s.meter AND k.obis = s.obis AND k.slot = r.slot) THEN 0::BIGINT ELSE r.current END,
            r.unscaled, r.decimals, r.quality, r.offset_ms,
            (SELECT COUNT(*) FROM reading v WHERE v.series = r.series AND v.slot = r.slot),
            (SELECT COUNT(v.unscaled) FROM reading v WHERE v.series = r.series AND v.slot = r.slot)
        FROM reading_series s JOIN reading r ON r.series = s.id;
        """;

    /// <summary>Where wide rows wait for <c>ON CONFLICT</c>: a batch's rows, gone with its transaction.</summary>
    private const string WideStage = """
        CREATE TEMPORARY TABLE reading_stage (
            place INTEGER NOT NULL,
            message INTEGER NOT NULL,
            series BIGINT NOT NULL,
            slot BIGINT NOT NULL,
            channels BIGINT NOT NULL,
            flags BIGINT NOT NULL,
            reasons BIGINT NOT NULL,
            offset_ms BIGINT NOT NULL,
            source BIGINT NOT NULL,
            sequence BIGINT NOT NULL,
            unscaled BIGINT[] NOT NULL,
            decimals BYTEA NOT NULL) ON COMMIT DELETE ROWS;
        """;
}
