using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Kiosks;

/// <summary>Holds each record against what the kiosk and its devices said before: its own count, its chain, where it writes from, its counters.</summary>
internal sealed class KioskWatch(LedgerTurn turn, KioskStreamHead head, IKioskRecords records)
{
    /// <summary>Why a record is not trusted to be the kiosk's own, as the reason of suspense; null when it is.</summary>
    public string? Doubt(KioskRecord record)
    {
        var known = KioskRows.Kiosk(turn.Connection, head, record.Kiosk);
        if (known is null && KioskRows.ElsewhereOf(turn.Connection, head, record.Kiosk, turn.NowMs) is { } elsewhere)
            Find(FindingKinds.Cloned, record.Kiosk, $"{head.Concentrator}/{head.Epoch} and {elsewhere}");
        if (known is null && KioskName.Subject(record.Kiosk) == KioskName.Unnamed) Find(FindingKinds.BadRecord, record.Kiosk, "a name that cannot be one");

        var isNext = record.Record is null || record.Record == (known?.LastRecord ?? 0) + 1;
        if (!isNext) Find(FindingKinds.CountBroken, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}: record {record.Record} after {known?.LastRecord ?? 0}");
        // After a gap there is nothing to continue; what follows is held against this one.
        var continues = isNext ? records.Continues(head.Concentrator, head.Epoch, record, known?.Chain) : null;
        if (continues == false) Find(FindingKinds.ChainBroken, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}");
        KioskRows.SetKiosk(turn.Connection, head, record.Kiosk, record.Record ?? known?.LastRecord, record.Chain, turn.NowMs);
        // A name that another concentrator used before is a copy's, unless its chain proves that the kiosk has moved.
        return continues == false ? FindingKinds.ChainBroken : continues is null && KioskRows.WasElsewhere(turn.Connection, head, record.Kiosk) ? FindingKinds.Cloned : null;
    }

    /// <summary>Counts a piece in the box, and looks at the device's counter where the record tells it.</summary>
    public void Count(KioskRecord record)
    {
        var known = KioskRows.Device(turn.Connection, record.Kiosk, record.Device) ?? new DeviceRow(null, 0, 0);
        var pieces = known.Pieces + (record.Type == RecordTypes.Counters ? 0 : 1);
        if (record.Counter is < 0 or > LedgerLimits.CounterMax) Find(FindingKinds.BadRecord, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}: a counter of {record.Counter}");
        if (record.Counter is not (>= 0 and <= LedgerLimits.CounterMax and var counter))
        {
            KioskRows.SetDevice(turn.Connection, record.Kiosk, record.Device, known with { Pieces = pieces });
            return;
        }

        var counted = 0L;
        if (known.Counter is { } before)
        {
            var verdict = CounterWatch.Judge(before, counter, pieces, out counted);
            var kind = verdict switch
            {
                CounterVerdict.Jumped => FindingKinds.CounterJumped,
                CounterVerdict.Reset => FindingKinds.CounterReset,
                CounterVerdict.Back => FindingKinds.CounterBack,
                _ => null,
            };
            if (kind is not null) Find(kind, record.Kiosk, $"{head.Concentrator}/{head.Epoch}/money/{record.Sequence}: device {record.Device} from {before} to {counter}, {pieces} told");
        }

        // What is told before it moves is made up for by the next.
        KioskRows.SetDevice(turn.Connection, record.Kiosk, record.Device, new DeviceRow(counter, 0, known.Counted + counted));
    }

    private void Find(string kind, string kiosk, string detail) => FindingRows.Add(turn.Connection, turn.NowMs, kind, kiosk, detail);
}
