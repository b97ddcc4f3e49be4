using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>
/// Takes kiosks' records into the ledger, each once and in the order of its stream. Exactly once by cursor: ingest has stored a record before it is
/// seen here; the entries it leads to and the stream's cursor are written in one transaction. A crash before it leaves both undone, and the record is
/// taken again; there is nothing after it. A gap holds its stream until the missing records come, or it is known that they will not.
/// </summary>
public sealed class KioskIntake(Database database, LedgerBook book, IKioskRecords records)
{
    /// <summary>Takes in what there is.</summary>
    /// <returns>How many records.</returns>
    public int TakeIn()
    {
        var taken = 0;
        var cursors = database.Read(KioskRows.Cursors);
        foreach (var head in records.Heads())
        {
            var last = cursors.GetValueOrDefault((head.Concentrator, head.Epoch));
            while (last < head.Last && Step(head, last) is { } step)
            {
                taken += step.Taken;
                last = step.Last;
            }
        }

        return taken + TakeLate();
    }

    /// <summary>Streams that are held up by a gap.</summary>
    public IReadOnlyList<HeldStream> Held()
    {
        var cursors = database.Read(KioskRows.Cursors);
        return [.. records.Heads().Select(head => new HeldStream(head.Concentrator, head.Epoch, cursors.GetValueOrDefault((head.Concentrator, head.Epoch)) + 1, head.Last))
            .Where(static held => held.First <= held.Last)];
    }

    /// <summary>Takes in one page of a stream; null when it is held up.</summary>
    private (int Taken, long Last)? Step(KioskStreamHead head, long after)
    {
        var page = records.After(head.Concentrator, head.Epoch, after, LedgerLimits.RecordsMax);
        var run = new List<KioskRecord>();
        var holes = new List<AbsentRecords>();
        var next = after + 1;
        foreach (var record in page)
        {
            if (record.Sequence > next && !Explain(head, next, record.Sequence - 1, holes)) break;
            run.Add(record);
            next = record.Sequence + 1;
        }

        // Behind the last record of the last page there may be some that are known not to come.
        if (next <= head.Last && page.Count < LedgerLimits.RecordsMax && run.Count == page.Count && Explain(head, next, head.Last, holes)) next = head.Last + 1;
        if (next == after + 1) return null;
        var isMine = book.InTurn(turn =>
        {
            // Another process may have been faster.
            if (!KioskRows.MoveCursor(turn.Connection, head, after, next - 1)) return false;
            foreach (var hole in holes) PassOver(turn, head, hole);
            var notes = new KioskPosting(turn, head, records);
            foreach (var record in run) notes.Take(record);
            return true;
        });
        return (isMine ? run.Count : 0, next - 1);
    }

    /// <summary>Whether all of a gap is known not to come.</summary>
    private bool Explain(KioskStreamHead head, long first, long last, List<AbsentRecords> holes)
    {
        var next = first;
        var found = new List<AbsentRecords>();
        foreach (var absent in records.Absent(head.Concentrator, head.Epoch, first, last))
        {
            if (absent.First > next) return false;
            if (absent.Last < next) continue;
            found.Add(absent with { First = next, Last = Math.Min(last, absent.Last) });
            next = absent.Last + 1;
            if (next > last) break;
        }

        if (next <= last) return false;
        holes.AddRange(found);
        return true;
    }

    private static void PassOver(LedgerTurn turn, KioskStreamHead head, AbsentRecords hole)
    {
        KioskRows.AddHole(turn.Connection, head, hole, turn.NowMs);
        FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.RecordsLost, head.Concentrator, $"{head.Epoch}: {hole.First} to {hole.Last}, {hole.Reason}");
    }

    /// <summary>What was passed over and has come after all: out of quarantine, or from a journal that was thought lost.</summary>
    private int TakeLate()
    {
        var taken = 0;
        foreach (var (head, hole) in database.Read(KioskRows.Holes))
        {
            // A hole is short, but for a journal that was lost as a whole: then nothing of it comes.
            var known = database.Read(connection => KioskRows.Late(connection, head, hole));
            foreach (var record in records.After(head.Concentrator, head.Epoch, hole.First - 1, LedgerLimits.RecordsMax).TakeWhile(record => record.Sequence <= hole.Last))
            {
                if (known.Contains(record.Sequence)) continue;
                taken += book.InTurn(turn =>
                {
                    if (!KioskRows.TryAddLate(turn.Connection, head, record.Sequence, turn.NowMs)) return 0;
                    FindingRows.Add(turn.Connection, turn.NowMs, FindingKinds.RecordLate, record.Kiosk, $"{head.Concentrator}/{head.Epoch}: {record.Sequence}");
                    new KioskPosting(turn, head, records).Take(record, isLate: true);
                    return 1;
                });
            }
        }

        return taken;
    }
}
