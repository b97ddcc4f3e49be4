namespace Wattline.Cloud.Metering.Registry;

/// <content>Which day of which channel an event tells, so that a newer one takes its place; numbers that are never given again, for receivers know an event by its number.</content>
public static partial class RegistrySchema
{
    private const string Step5 = """
        CREATE TABLE webhook_told (
            id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
            body TEXT NOT NULL,
            tries INTEGER NOT NULL,
            next_ms INTEGER NULL,
            series INTEGER NULL,
            day INTEGER NULL);
        INSERT INTO webhook_told (id, body, tries, next_ms) SELECT id, body, tries, next_ms FROM webhook_event;
        DROP TABLE webhook_event;
        ALTER TABLE webhook_told RENAME TO webhook_event;
        CREATE INDEX webhook_event_due ON webhook_event (next_ms);
        """ + "\n" + Step5Common;

    private const string Step5Postgres = """
        ALTER TABLE webhook_event ADD COLUMN series BIGINT NULL;
        ALTER TABLE webhook_event ADD COLUMN day BIGINT NULL;
        """ + "\n" + Step5Common;

    private const string Step5Common = """
        CREATE INDEX webhook_event_by_day ON webhook_event (series, day);
        -- Whether a point may feed energy in.
        ALTER TABLE metering_point ADD COLUMN generation BIGINT NOT NULL DEFAULT 0;
        """;
}
