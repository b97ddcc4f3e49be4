namespace Wattline.Cloud.Metering.Registry;

/// <content>Intervals: a row for each channel and day, with a list of amounts; versions where there is more than one; completeness.</content>
public static partial class RegistrySchema
{
    private const string Step3Common = """
        CREATE TABLE interval_version (
            series INTEGER NOT NULL,
            end_s INTEGER NOT NULL,
            version INTEGER NOT NULL,
            amount INTEGER NULL,
            decimals INTEGER NOT NULL,
            origin INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL,
            PRIMARY KEY (series, end_s, version)) WITHOUT ROWID;
        -- What the cloud's checks doubt of readings; the readings stay as they were told.
        CREATE TABLE reading_flag (
            meter TEXT NOT NULL,
            obis TEXT NOT NULL,
            slot INTEGER NOT NULL,
            quality INTEGER NOT NULL,
            PRIMARY KEY (meter, obis, slot)) WITHOUT ROWID;
        CREATE TABLE supply_gap (
            point TEXT NOT NULL,
            from_s INTEGER NOT NULL,
            to_s INTEGER NULL,
            told_by TEXT NOT NULL,
            PRIMARY KEY (point, from_s)) WITHOUT ROWID;
        CREATE TABLE validation_threshold (template TEXT NOT NULL PRIMARY KEY, thresholds TEXT NOT NULL);
        CREATE TABLE completeness_day (
            day INTEGER NOT NULL,
            point TEXT NOT NULL,
            area TEXT NULL,
            concentrator TEXT NULL,
            expected INTEGER NOT NULL,
            within_1h INTEGER NOT NULL,
            within_24h INTEGER NOT NULL,
            within_72h INTEGER NOT NULL,
            in_time INTEGER NOT NULL,
            late INTEGER NOT NULL,
            profile INTEGER NOT NULL,
            no_supply INTEGER NOT NULL,
            estimated INTEGER NOT NULL,
            edited INTEGER NOT NULL,
            missing INTEGER NOT NULL,
            causes TEXT NOT NULL,
            PRIMARY KEY (day, point)) WITHOUT ROWID;
        CREATE INDEX completeness_by_point ON completeness_day (point, day);
        """;

    private const string Step3 = """
        CREATE TABLE interval_series (
            id INTEGER NOT NULL PRIMARY KEY,
            point TEXT NOT NULL,
            obis TEXT NOT NULL,
            length INTEGER NOT NULL,
            UNIQUE (point, obis, length));
        -- Lists are JSON: amounts, null where there is none; marks, version * 16 + origin, empty where all have version 1 and the row's origin; quality, empty where all are valid.
        CREATE TABLE interval_day (
            series INTEGER NOT NULL REFERENCES interval_series (id),
            day INTEGER NOT NULL,
            from_s INTEGER NOT NULL,
            decimals INTEGER NOT NULL,
            made_ms INTEGER NOT NULL,
            origin INTEGER NOT NULL,
            amounts TEXT NOT NULL,
            marks TEXT NOT NULL,
            quality TEXT NOT NULL,
            PRIMARY KEY (series, day)) WITHOUT ROWID;
        CREATE VIEW interval_value AS
        SELECT s.point, s.obis, s.length, d.day, d.from_s + (a.key + 1) * s.length AS end_s, a.value AS amount, d.decimals,
            COALESCE(json_extract(d.marks, '$[' || a.key || ']') & 15, d.origin) AS origin, COALESCE(json_extract(d.marks, '$[' || a.key || ']') >> 4, 1) AS version,
            COALESCE(json_extract(d.quality, '$[' || a.key || ']'), 0) AS quality
        FROM interval_day d JOIN interval_series s ON s.id = d.series, json_each(d.amounts) a;
        """ + "\n" + Step3Common;

    /// <summary>Where days wait for <c>ON CONFLICT</c>: those of one transaction, gone with it.</summary>
    private const string IntervalStage = """
        CREATE TEMPORARY TABLE interval_stage (
            series BIGINT NOT NULL,
            day BIGINT NOT NULL,
            from_s BIGINT NOT NULL,
            decimals BIGINT NOT NULL,
            made_ms BIGINT NOT NULL,
            origin BIGINT NOT NULL,
            amounts BIGINT[] NOT NULL,
            marks BIGINT[] NOT NULL,
            quality BIGINT[] NOT NULL) ON COMMIT DELETE ROWS;
        """;

    private const string Step3Postgres = """
        CREATE TABLE interval_series (
            id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            point TEXT COLLATE "C" NOT NULL,
            obis TEXT COLLATE "C" NOT NULL,
            length BIGINT NOT NULL,
            UNIQUE (point, obis, length));
        CREATE TABLE interval_day (
            series BIGINT NOT NULL,
            day BIGINT NOT NULL,
            from_s BIGINT NOT NULL,
            decimals BIGINT NOT NULL,
            made_ms BIGINT NOT NULL,
            origin BIGINT NOT NULL,
            amounts BIGINT[] NOT NULL,
            marks BIGINT[] NOT NULL,
            quality BIGINT[] NOT NULL,
            PRIMARY KEY (series, day));
        CREATE VIEW interval_value AS
        SELECT s.point, s.obis, s.length, d.day, d.from_s + a.place * s.length AS end_s, a.amount, d.decimals,
            COALESCE(d.marks[a.place] & 15, d.origin) AS origin, COALESCE(d.marks[a.place] >> 4, 1) AS version, COALESCE(d.quality[a.place], 0) AS quality
        FROM interval_day d JOIN interval_series s ON s.id = d.series CROSS JOIN LATERAL unnest(d.amounts) WITH ORDINALITY AS a (amount, place);
        CREATE TABLE interval_version (
            series BIGINT NOT NULL,
            end_s BIGINT NOT NULL,
            version BIGINT NOT NULL,
            amount BIGINT NULL,
            decimals BIGINT NOT NULL,
            origin BIGINT NOT NULL,
            kind BIGINT NOT NULL,
            quality BIGINT NOT NULL,
            at_ms BIGINT NOT NULL,
            who TEXT COLLATE "C" NOT NULL,
            why TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (series, end_s, version));
        CREATE TABLE reading_flag (
            meter TEXT COLLATE "C" NOT NULL,
            obis TEXT COLLATE "C" NOT NULL,
            slot BIGINT NOT NULL,
            quality BIGINT NOT NULL,
            PRIMARY KEY (meter, obis, slot));
        CREATE TABLE supply_gap (
            point TEXT COLLATE "C" NOT NULL,
            from_s BIGINT NOT NULL,
            to_s BIGINT NULL,
            told_by TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (point, from_s));
        CREATE TABLE validation_threshold (template TEXT COLLATE "C" NOT NULL PRIMARY KEY, thresholds TEXT COLLATE "C" NOT NULL);
        CREATE TABLE completeness_day (
            day BIGINT NOT NULL,
            point TEXT COLLATE "C" NOT NULL,
            area TEXT COLLATE "C" NULL,
            concentrator TEXT COLLATE "C" NULL,
            expected BIGINT NOT NULL,
            within_1h BIGINT NOT NULL,
            within_24h BIGINT NOT NULL,
            within_72h BIGINT NOT NULL,
            in_time BIGINT NOT NULL,
            late BIGINT NOT NULL,
            profile BIGINT NOT NULL,
            no_supply BIGINT NOT NULL,
            estimated BIGINT NOT NULL,
            edited BIGINT NOT NULL,
            missing BIGINT NOT NULL,
            causes TEXT COLLATE "C" NOT NULL,
            PRIMARY KEY (day, point));
        CREATE INDEX completeness_by_point ON completeness_day (point, day);
        """;
}
