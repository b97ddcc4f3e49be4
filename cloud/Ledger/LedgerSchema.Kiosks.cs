namespace Wattline.Cloud.Ledger;

/// <content>Kiosks, suspense, collections, and what is found on the way.</content>
public static partial class LedgerSchema
{
    private const string KioskTables = """
        -- How far a stream of kiosks' money is taken in: moved in the transaction that posts.
        CREATE TABLE kiosk_stream (concentrator TEXT NOT NULL, epoch TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (concentrator, epoch));
        -- Records that were passed over, for they are lost or in quarantine. One that comes after all is taken in then.
        CREATE TABLE kiosk_hole (
            concentrator TEXT NOT NULL,
            epoch TEXT NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            reason TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (concentrator, epoch, first));
        CREATE TABLE kiosk_late (concentrator TEXT NOT NULL, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, at_ms INTEGER NOT NULL, PRIMARY KEY (concentrator, epoch, sequence));
        -- A kiosk in an epoch: how far its own count and its chain are seen.
        CREATE TABLE kiosk (
            name TEXT NOT NULL,
            concentrator TEXT NOT NULL,
            epoch TEXT NOT NULL,
            last_record INTEGER NULL,
            chain TEXT NULL,
            first_ms INTEGER NOT NULL,
            last_ms INTEGER NOT NULL,
            PRIMARY KEY (name, concentrator, epoch));
        -- pieces: told by records since the counter was told; counted: by the device since the last collection.
        CREATE TABLE kiosk_device (
            name TEXT NOT NULL,
            device INTEGER NOT NULL,
            counter INTEGER NULL,
            pieces INTEGER NOT NULL,
            counted INTEGER NOT NULL,
            PRIMARY KEY (name, device));
        -- What became of a note or coin: 0 in escrow, 1 credited, 2 returned, 3 suspense, 4 told again in a later epoch.
        CREATE TABLE kiosk_note (
            concentrator TEXT NOT NULL,
            epoch TEXT NOT NULL,
            name TEXT NOT NULL,
            note INTEGER NOT NULL,
            state INTEGER NOT NULL,
            value INTEGER NOT NULL,
            currency TEXT NOT NULL,
            account TEXT NULL,
            hold TEXT NULL,
            item INTEGER NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (concentrator, epoch, name, note));
        CREATE INDEX kiosk_note_escrow ON kiosk_note (name, at_ms) WHERE state = 0;
        -- Money of nobody known: the work list. amount 0: not known either, and not posted.
        CREATE TABLE suspense_item (
            id INTEGER NOT NULL PRIMARY KEY,
            kiosk TEXT NOT NULL,
            origin TEXT NOT NULL UNIQUE,
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            reason TEXT NOT NULL,
            suspected TEXT NULL,
            opened_ms INTEGER NOT NULL,
            state INTEGER NOT NULL,
            given_to TEXT NULL,
            closed_ms INTEGER NULL,
            closed_by TEXT NULL,
            closed_reason TEXT NULL);
        CREATE INDEX suspense_item_open ON suspense_item (state, opened_ms);
        -- Something that a person is to look at; the same again is counted.
        CREATE TABLE ledger_finding (
            id INTEGER NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            times INTEGER NOT NULL,
            closed_ms INTEGER NULL,
            closed_by TEXT NULL,
            UNIQUE (kind, subject, detail));
        -- Who did what to money, and why.
        CREATE TABLE ledger_audit (
            id INTEGER NOT NULL PRIMARY KEY,
            at_ms INTEGER NOT NULL,
            who TEXT NOT NULL,
            what TEXT NOT NULL,
            subject TEXT NOT NULL,
            reason TEXT NOT NULL);
        -- A box that was taken out: what the ledger led to expect, what the kiosk and its devices said, what was counted and brought to the bank.
        CREATE TABLE cash_collection (
            kiosk TEXT NOT NULL,
            collection INTEGER NOT NULL,
            epoch TEXT NOT NULL,
            currency TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            collector TEXT NULL,
            ledger INTEGER NOT NULL,
            journal INTEGER NOT NULL,
            journal_pieces INTEGER NULL,
            unknown_pieces INTEGER NULL,
            device_pieces INTEGER NULL,
            counted INTEGER NULL,
            counted_ms INTEGER NULL,
            deposited INTEGER NULL,
            deposited_ms INTEGER NULL,
            slip TEXT NULL,
            PRIMARY KEY (kiosk, collection, epoch));
        CREATE INDEX cash_collection_at ON cash_collection (at_ms);
        """;
}
