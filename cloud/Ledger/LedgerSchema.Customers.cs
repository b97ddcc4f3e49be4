namespace Wattline.Cloud.Ledger;

/// <content>Channels, points of delivery and their tenants, arrears.</content>
public static partial class LedgerSchema
{
    private const string CustomerTables = """
        -- An order that was shown to a customer: 0 open, 1 paid, 2 closed.
        CREATE TABLE channel_order (
            channel TEXT NOT NULL,
            out_trade_no TEXT NOT NULL,
            account TEXT NOT NULL,
            currency TEXT NOT NULL,
            amount INTEGER NOT NULL,
            created_ms INTEGER NOT NULL,
            expires_ms INTEGER NOT NULL,
            state INTEGER NOT NULL,
            PRIMARY KEY (channel, out_trade_no));
        CREATE INDEX channel_order_open ON channel_order (account) WHERE state = 0;
        -- The inbox of payments: written in the transaction of their entries.
        CREATE TABLE channel_payment (
            channel TEXT NOT NULL,
            out_trade_no TEXT NOT NULL,
            trade_no TEXT NOT NULL,
            account TEXT NULL,
            currency TEXT NOT NULL,
            amount INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            outcome INTEGER NOT NULL,
            item INTEGER NULL,
            PRIMARY KEY (channel, out_trade_no),
            UNIQUE (channel, trade_no));
        -- Who says what a point's customer has to spend: one, by the key.
        CREATE TABLE supply_point (
            point TEXT NOT NULL PRIMARY KEY,
            meter TEXT NOT NULL UNIQUE,
            currency TEXT NOT NULL,
            authority INTEGER NOT NULL CHECK (authority IN (1, 2, 3)),
            zone TEXT NOT NULL,
            protected_reason TEXT NULL,
            locked_reason TEXT NULL,
            changed_ms INTEGER NOT NULL);
        CREATE TABLE tenancy (
            point TEXT NOT NULL REFERENCES supply_point (point),
            account TEXT NOT NULL,
            from_ms INTEGER NOT NULL,
            to_ms INTEGER NULL,
            PRIMARY KEY (point, from_ms));
        CREATE UNIQUE INDEX tenancy_now ON tenancy (point) WHERE to_ms IS NULL;
        CREATE INDEX tenancy_of ON tenancy (account);
        -- How far it has come with a point's arrears, of the tenant that it is about.
        CREATE TABLE arrears (
            point TEXT NOT NULL PRIMARY KEY REFERENCES supply_point (point),
            account TEXT NOT NULL,
            stage INTEGER NOT NULL,
            since_ms INTEGER NOT NULL,
            notice_ms INTEGER NULL,
            notice_proof TEXT NULL,
            decision INTEGER NOT NULL);
        -- What was decided. An order to a meter is handed on until somebody has it.
        CREATE TABLE arrears_action (
            point TEXT NOT NULL,
            decision INTEGER NOT NULL,
            account TEXT NOT NULL,
            meter TEXT NOT NULL,
            action INTEGER NOT NULL,
            reason INTEGER NOT NULL,
            overdue INTEGER NOT NULL,
            at_ms INTEGER NOT NULL,
            handed_ms INTEGER NULL,
            answer TEXT NULL,
            PRIMARY KEY (point, decision));
        CREATE INDEX arrears_action_open ON arrears_action (at_ms) WHERE handed_ms IS NULL;
        """;

    private const string MarkTables = """
        -- What is shown of a customer's name, and nothing else of it.
        CREATE TABLE customer (account TEXT NOT NULL PRIMARY KEY, masked TEXT NOT NULL, changed_ms INTEGER NOT NULL);
        -- Cards (2) and codes (3) by which kiosks know a customer.
        CREATE TABLE customer_mark (kind INTEGER NOT NULL CHECK (kind IN (2, 3)), text TEXT NOT NULL, account TEXT NOT NULL, PRIMARY KEY (kind, text));
        CREATE INDEX customer_mark_of ON customer_mark (account);
        CREATE TABLE collector (text TEXT NOT NULL PRIMARY KEY, changed_ms INTEGER NOT NULL);
        CREATE INDEX kiosk_note_payer ON kiosk_note (concentrator, account) WHERE state = 1;
        -- The list that a concentrator's kiosks were sent last.
        CREATE TABLE kiosk_list (concentrator TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, digest TEXT NOT NULL, sent_ms INTEGER NOT NULL);
        """;
}
