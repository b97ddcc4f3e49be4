using Wattline.Firmware.Cbor;
using Wattline.Firmware.Kiosks;
using Wattline.Firmware.Storage;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Kiosks;

/// <summary>The kiosk on the real journal, over a flash that loses any part of what was not synced, at any of its operations.</summary>
public sealed class KioskOnFlashTests
{
    private const int SegmentBytes = 8192;

    [Fact]
    public void No_note_is_lost_or_told_twice_whatever_the_flash_loses()
    {
        var cuts = 0;
        for (var seed = 1; seed <= 25; seed++)
        {
            cuts += Play(new Random(seed), $"seed {seed}");
        }
        Assert.True(cuts > 100, $"only {cuts} power cuts");
    }

    private static int Play(Random random, string at)
    {
        var validator = new FakeValidator { CountsLate = random.Next(2) == 0, ForgetsChannel = random.Next(2) == 0 };
        var entry = new FakeEntry();
        var told = new SortedDictionary<long, MoneyRecord>();
        var flash = new FakeFlash(3, SegmentBytes);
        var cuts = 0;
        var now = 0L;
        FlashJournal journal = null!;
        KioskMachine machine = null!;
        Start();
        for (var round = 0; round < 40; round++)
        {
            entry.Account ??= $"ACC-{round}";
            var left = random.Next(2) == 0 ? random.Next(1, 12) : int.MaxValue;
            flash.Before = (_, _) =>
            {
                if (--left == 0)
                {
                    throw new PowerCut();
                }
            };
            Run(random.Next(8_000));
            validator.Insert(1 + random.Next(3));
            Run(random.Next(3_000));
            if (random.Next(6) == 0)
            {
                validator.Restart();
            }
            flash.Before = null;
            Tell();
        }
        entry.Account = null;
        Run(90_000);
        entry.Finish = true;
        Run(20_000);
        Tell();

        Assert.True(machine.State == SessionState.Idle, $"{at}: state {machine.State}");
        var money = told.Values.Where(record => record.Type is MoneyType.Credited or MoneyType.Suspense).Sum(record => record.Value);
        Assert.True(money == validator.InBox, $"{at}: {money} told, {validator.InBox} in the box");
        foreach (var note in told.Values.Where(record => record.Type <= MoneyType.Suspense).GroupBy(record => record.Note))
        {
            Assert.True(note.Select(record => record.Type).SequenceEqual([MoneyType.Escrow, MoneyType.Credited])
                || note.Select(record => record.Type).SequenceEqual([MoneyType.Escrow, MoneyType.Returned]), $"{at}: note {note.Key} went {string.Join(' ', note.Select(record => record.Type))}");
        }
        return cuts;

        void Start()
        {
            journal = new FlashJournal(flash, new SeededEntropy(random.Next()), new FakeClock());
            Assert.True(journal.Open(now), $"{at}: the journal does not open");
            var ledger = new KioskLedger("K1", 0, journal, new byte[KioskLimits.KeyBytes]);
            var parts = new KioskParts { Sources = [entry], Keys = entry, Directory = entry, Display = entry };
            machine = new KioskMachine("K1", ledger, [new SspDevice(KioskLimits.NoteDevice, validator, ledger, null)], parts, journal, new FakeClock());
        }

        void Run(long milliseconds)
        {
            for (var end = now + milliseconds; now < end; now += 10)
            {
                validator.Now = now;
                try
                {
                    machine.Step(now);
                }
                catch (PowerCut)
                {
                    cuts++;
                    flash = new FakeFlash(flash.Some(random), SegmentBytes);
                    validator.ForgetOutput();
                    Start();
                }
            }
        }

        // As the uplink does: what is durable is sent, the same at every time, and then acknowledged.
        void Tell()
        {
            Assert.True(journal.Commit());
            var visitor = new Visitor(told, at);
            journal.Visit(Streams.Money, visitor);
            journal.Acknowledge(Streams.Money, told.Count == 0 ? 0 : told.Keys.Last());
        }
    }

    private sealed class Visitor(SortedDictionary<long, MoneyRecord> told, string at) : IRecordVisitor
    {
        public void Record(long sequence, byte[] buffer, int offset, int count)
        {
            var record = new MoneyRecord();
            Assert.True(record.ReadEnvelope(new CborReader(buffer, offset, count)), at);
            if (told.TryGetValue(sequence, out var before))
            {
                Assert.Equal((before.Type, before.Note, before.Value), (record.Type, record.Note, record.Value));
            }
            told[sequence] = record;
        }
    }
}
