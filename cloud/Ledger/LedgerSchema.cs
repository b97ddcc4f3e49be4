using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger;

/// <summary>
/// The tables of this room. Times are Unix milliseconds, amounts minor units. A transfer is one row with one amount and two ends, so that
/// none can be unbalanced; what a row must agree with is checked by the store itself, whoever writes it.
/// </summary>
public static partial class LedgerSchema
{
    /// <summary>All steps.</summary>
    public static readonly RoomSchema Tables = new("ledger",
        new Migration(1, """
        -- Whoever posts takes the ledger's turn by this row: entries follow each other in sequence and in time.
        CREATE TABLE ledger_head (one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1), last_sequence INTEGER NOT NULL, last_ms INTEGER NOT NULL);
        INSERT INTO ledger_head (one, last_sequence, last_ms) VALUES (1, 0, 0);
        -- The balances are the store's own: only the transfers' trigger moves them.
        CREATE TABLE ledger_account (
            number INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            kind INTEGER NOT NULL,
            subject TEXT NOT NULL,
            currency TEXT NOT NULL,
            has_floor INTEGER NOT NULL,
            opened_ms INTEGER NOT NULL,
            closed_ms INTEGER NULL,
            posted INTEGER NOT NULL DEFAULT 0,
            held_debit INTEGER NOT NULL DEFAULT 0,
            held_credit INTEGER NOT NULL DEFAULT 0,
            UNIQUE (number, currency),
            CHECK (held_debit >= 0 AND held_credit >= 0),
            CHECK (has_floor = 0 OR posted - held_debit >= 0),
            CHECK (closed_ms IS NULL OR (posted = 0 AND held_debit = 0 AND held_credit = 0)));
        CREATE INDEX ledger_account_of ON ledger_account (kind, subject);
        -- posted moves the balances, held what is held. debit_balance and credit_balance are the accounts' own after it (credits less debits).
        CREATE TABLE ledger_transfer (
            sequence INTEGER NOT NULL PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            content BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            code INTEGER NOT NULL,
            debit INTEGER NOT NULL,
            credit INTEGER NOT NULL,
            currency TEXT NOT NULL,
            posted INTEGER NOT NULL,
            held INTEGER NOT NULL,
            debit_balance INTEGER NOT NULL,
            credit_balance INTEGER NOT NULL,
            hold INTEGER NULL REFERENCES ledger_transfer (sequence),
            expires_ms INTEGER NULL,
            due_ms INTEGER NULL,
            note TEXT NOT NULL,
            CHECK (debit <> credit),
            CHECK (posted BETWEEN 0 AND 1000000000000 AND held BETWEEN -1000000000000 AND 1000000000000),
            CHECK ((kind = 0 AND posted > 0 AND held = 0 AND hold IS NULL) OR (kind = 1 AND posted = 0 AND held > 0 AND hold IS NULL)
                OR (kind = 2 AND posted > 0 AND posted <= -held AND hold IS NOT NULL) OR (kind IN (3, 4) AND posted = 0 AND held < 0 AND hold IS NOT NULL)),
            FOREIGN KEY (debit, currency) REFERENCES ledger_account (number, currency),
            FOREIGN KEY (credit, currency) REFERENCES ledger_account (number, currency));
        CREATE INDEX ledger_transfer_debit ON ledger_transfer (debit, sequence);
        CREATE INDEX ledger_transfer_credit ON ledger_transfer (credit, sequence);
        CREATE INDEX ledger_transfer_at ON ledger_transfer (at_ms, sequence);
        CREATE UNIQUE INDEX ledger_transfer_hold ON ledger_transfer (hold) WHERE hold IS NOT NULL;
        CREATE INDEX ledger_transfer_expires ON ledger_transfer (expires_ms) WHERE expires_ms IS NOT NULL;
        -- What was refused by the state of the ledger: the same id is answered so again.
        CREATE TABLE ledger_refusal (id TEXT NOT NULL PRIMARY KEY, content BLOB NOT NULL, outcome INTEGER NOT NULL, at_ms INTEGER NOT NULL);
        -- What came under the id of another.
        CREATE TABLE ledger_quarantine (
            id TEXT NOT NULL,
            content TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            times INTEGER NOT NULL,
            PRIMARY KEY (id, content));
        """),
        new Migration(2, SqliteRules, PostgresRules),
        new Migration(3, KioskTables),
        new Migration(4, CustomerTables),
        new Migration(5, MarkTables));
}
