namespace Wattline.Cloud.Ledger;

/// <content>What the store itself sees to: balances move with entries and by nothing else, entries stay, each follows the last.</content>
public static partial class LedgerSchema
{
    private const string SqliteRules = """
        CREATE TRIGGER ledger_transfer_follows BEFORE INSERT ON ledger_transfer BEGIN
            SELECT RAISE(ABORT, 'an entry does not follow the last') FROM ledger_head WHERE NEW.sequence <> last_sequence + 1 OR NEW.at_ms < last_ms;
            SELECT RAISE(ABORT, 'an entry is not of what was held') WHERE NEW.hold IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM ledger_transfer h WHERE h.sequence = NEW.hold AND h.kind = 1 AND h.debit = NEW.debit AND h.credit = NEW.credit AND h.held = -NEW.held);
        END;
        CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer BEGIN
            UPDATE ledger_head SET last_sequence = NEW.sequence, last_ms = NEW.at_ms;
            UPDATE ledger_account SET posted = posted - NEW.posted, held_debit = held_debit + NEW.held WHERE number = NEW.debit;
            UPDATE ledger_account SET posted = posted + NEW.posted, held_credit = held_credit + NEW.held WHERE number = NEW.credit;
            SELECT RAISE(ABORT, 'a running balance does not follow') FROM ledger_account
            WHERE (number = NEW.debit AND posted <> NEW.debit_balance) OR (number = NEW.credit AND posted <> NEW.credit_balance);
        END;
        CREATE TRIGGER ledger_transfer_unchanged BEFORE UPDATE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER ledger_transfer_kept BEFORE DELETE ON ledger_transfer BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
        CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'accounts are closed, not deleted'); END;
        -- A balance is what the account's last entry says.
        CREATE TRIGGER ledger_account_unchanged BEFORE UPDATE OF posted ON ledger_account WHEN NEW.posted <> OLD.posted BEGIN
            SELECT RAISE(ABORT, 'a balance moves with an entry only') WHERE NEW.posted <> COALESCE(
                (SELECT CASE WHEN t.debit = NEW.number THEN t.debit_balance ELSE t.credit_balance END FROM ledger_transfer t
                    JOIN ledger_head h ON t.sequence = h.last_sequence WHERE t.debit = NEW.number OR t.credit = NEW.number), OLD.posted);
        END;
        """;

    // Foreign keys ask for each row, and lock the accounts that the next statement moves; here a statement's rows are asked for together.
    // Its joins go by index: the plan is kept, and may have been made when there were few accounts.
    private const string PostgresRules = """
        ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_debit_currency_fkey;
        ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_credit_currency_fkey;
        ALTER TABLE ledger_transfer DROP CONSTRAINT ledger_transfer_hold_fkey;
        ALTER TABLE ledger_account SET (fillfactor = 50);
        ALTER TABLE ledger_head SET (fillfactor = 10);
        CREATE FUNCTION ledger_transfer_moves() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $body$
        DECLARE moved BIGINT;
        BEGIN
            UPDATE ledger_head h SET last_sequence = a.last, last_ms = a.last_ms
            FROM (SELECT MIN(sequence) AS first, MAX(sequence) AS last, COUNT(*) AS entries, MIN(at_ms) AS first_ms, MAX(at_ms) AS last_ms FROM added) AS a
            WHERE h.one = 1 AND a.first = h.last_sequence + 1 AND a.last = a.first + a.entries - 1 AND a.first_ms >= h.last_ms;
            IF NOT FOUND AND EXISTS (SELECT 1 FROM added) THEN RAISE EXCEPTION 'an entry does not follow the last'; END IF;
            UPDATE ledger_account a SET posted = a.posted + s.posted, held_debit = a.held_debit + s.held_debit, held_credit = a.held_credit + s.held_credit
            FROM (SELECT account, currency, CAST(SUM(posted) AS BIGINT) AS posted, CAST(SUM(held_debit) AS BIGINT) AS held_debit, CAST(SUM(held_credit) AS BIGINT) AS held_credit
                FROM (SELECT debit AS account, currency, -posted AS posted, held AS held_debit, 0 AS held_credit FROM added
                    UNION ALL SELECT credit, currency, posted, 0, held FROM added) AS sides GROUP BY account, currency) AS s
            WHERE a.number = s.account AND a.currency = s.currency;
            GET DIAGNOSTICS moved = ROW_COUNT;
            IF moved <> (SELECT COUNT(*) FROM (SELECT debit, currency FROM added UNION SELECT credit, currency FROM added) AS ends)
            THEN RAISE EXCEPTION 'an entry has an end that is no account of its currency'; END IF;
            IF EXISTS (
                SELECT 1 FROM (SELECT account, balance, SUM(posted) OVER (PARTITION BY account ORDER BY sequence) AS moved, SUM(posted) OVER (PARTITION BY account) AS total
                    FROM (SELECT debit AS account, sequence, -posted AS posted, debit_balance AS balance FROM added
                        UNION ALL SELECT credit, sequence, posted, credit_balance FROM added) AS sides) AS run
                JOIN ledger_account a ON a.number = run.account WHERE run.balance <> a.posted - run.total + run.moved)
            THEN RAISE EXCEPTION 'a running balance does not follow'; END IF;
            IF EXISTS (SELECT 1 FROM added n WHERE n.hold IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM ledger_transfer h WHERE h.sequence = n.hold AND h.kind = 1 AND h.debit = n.debit AND h.credit = n.credit AND h.held = -n.held))
            THEN RAISE EXCEPTION 'an entry is not of what was held'; END IF;
            RETURN NULL;
        END $body$;
        CREATE TRIGGER ledger_transfer_moves AFTER INSERT ON ledger_transfer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_moves();
        CREATE FUNCTION ledger_stays() RETURNS trigger AS $body$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $body$ LANGUAGE plpgsql;
        CREATE TRIGGER ledger_transfer_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays('entries are never changed');
        CREATE TRIGGER ledger_account_kept BEFORE DELETE OR TRUNCATE ON ledger_account FOR EACH STATEMENT EXECUTE FUNCTION ledger_stays('accounts are closed, not deleted');
        CREATE TRIGGER ledger_account_named BEFORE UPDATE OF number, name, kind, subject, currency, has_floor ON ledger_account FOR EACH STATEMENT
            EXECUTE FUNCTION ledger_stays('an account stays what it is');
        -- Within the transfers' trigger the depth is 1; what comes from outside has none.
        CREATE TRIGGER ledger_account_unchanged BEFORE UPDATE OF posted, held_debit, held_credit ON ledger_account FOR EACH STATEMENT
            WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_stays('a balance moves with an entry only');
        """;
}
