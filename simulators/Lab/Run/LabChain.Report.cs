using System.Diagnostics;
using Wattline.Gateway.Domain;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>What the lab shows while it runs, and what it says at the end.</summary>
internal sealed partial class LabChain
{
    /// <summary>Often enough for the live table.</summary>
    private static readonly TimeSpan _statusEvery = TimeSpan.FromMilliseconds(400);

    private long _statusAt;

    /// <summary>How the chain stands, as of a moment ago. From any thread.</summary>
    public LabStatus Status { get; private set; } = null!;

    /// <summary>The closing report: what the meters and validators counted against what the cloud stored.</summary>
    public LabReport Report()
    {
        var start = VirtualClock.Start.ToUnixTimeSeconds();
        var end = start + _lastSlotMicros / 1_000_000;
        var queries = _portal!.Queries;
        var oracle = new ReadingOracle(Block, start, end);
        queries.StreamReadings(reading => oracle.Add(new StoredReading(
            reading.Meter, reading.Obis.ToString(), reading.Slot, reading.Value?.ToString(),
            reading.Value is null ? reading.Quality.ToString() : null,
            reading.Value is not null && !reading.Quality.IsValid, reading.Values)));
        var tally = oracle.Close();
        var (money, ofMoney, refunded, forged, payments, unknown, quarantined) = CountMoney();
        var counts = queries.Counts();
        var problems = tally.Problems.Concat(money.Problems).ToList();
        var broken = ofMoney.ToList();
        var orders = OrdersByState(broken);
        problems.AddRange(broken);
        if (!IsDrained)
            problems.Add("something was still on its way when patience ended");
        return new LabReport
        {
            Seed = _options.Seed,
            Faults = _options.Faults,
            Start = VirtualClock.Start,
            End = DateTimeOffset.FromUnixTimeSeconds(end),
            Concentrators = _options.Concentrators,
            Meters = Block.Meters.Count,
            RegisterStart = ResidentialBlock.RegisterStart,
            ReadingsExpected = tally.Expected,
            ReadingsStored = tally.Stored,
            ReadingsExplained = tally.Explained,
            ExplainedBy = tally.ExplainedBy,
            ReadingsUnexplained = tally.Unexplained,
            ExplainedFalsely = tally.ExplainedFalsely,
            DuplicatesStored = tally.Duplicates,
            Quarantined = counts.Quarantined + (_gateway?.Status.Quarantined.Values.Sum() ?? 0),
            Replays = counts.ReplaysOpen + counts.ReplaysClosed,
            Crashes = Crashes,
            FaultsInjected = new(Block.Faults.All.Where(fault => fault.StartMicros <= Block.Clock.NowMicros)
                .GroupBy(fault => fault.Kind.ToString(), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal),
            CashTaken = money.Taken,
            Credited = money.Credited,
            Payments = payments,
            Suspense = money.Suspense,
            SuspenseUnknown = unknown,
            MoneyQuarantined = quarantined,
            Refunded = refunded,
            Forged = forged,
            MoneyUnexplained = money.Unexplained,
            LatencyMs = _latencies.Percentiles(),
            LineUtilisation = LineUtilisation,
            Orders = orders,
            Broken = broken.Count,
            FirstOrder = FirstOrder(),
            Stories = [.. _stories.SelectMany(static story => story.Told)],
            Problems = problems,
        };
    }

    private double LineUtilisation
    {
        get
        {
            var wires = Block.Concentrators.SelectMany(concentrator => concentrator.Wires).ToList();
            var micros = Block.Clock.NowMicros * (double)wires.Count;
            return micros > 0 ? Math.Round(wires.Sum(wire => wire.BusyMicros) / micros, 4) : 0;
        }
    }

    private void TakeStatusNowAndThen()
    {
        if (_statusAt == 0 || Stopwatch.GetElapsedTime(_statusAt) >= _statusEvery)
            TakeStatus();
    }

    private void TakeStatus()
    {
        _statusAt = Stopwatch.GetTimestamp();
        var machines = Block.Concentrators.Select(concentrator => concentrator.Machine).OfType<Firmware.ConcentratorMachine>().ToList();
        var slot = machines.Select(machine => machine.Slot).DefaultIfEmpty().Max();
        var unacknowledged = 0L;
        foreach (var journal in Block.Concentrators.Select(concentrator => concentrator.Journal).OfType<Firmware.Storage.FlashJournal>())
            for (var stream = 0; stream < Firmware.Storage.Streams.Count; stream++)
                unacknowledged += journal.Last(stream) - journal.Acknowledged(stream);
        var gateway = _gateway?.Status;
        var ingest = _portal!.Ingest.Metrics;
        Status = new LabStatus(
            VirtualClock.Start.AddMicroseconds(Block.Clock.NowMicros), slot == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(slot),
            Block.Meters.Count, machines.Sum(machine => machine.MetersEntered), LineUtilisation, unacknowledged,
            gateway?.Depth ?? 0, _portal.Hubs is null ? null : InHubs, ingest.Stored, ingest.ValuesAdded, gateway?.Quarantined.Values.Sum() ?? 0,
            Block.Kiosks.Sum(kiosk => kiosk.BoxValue), Crashes, string.Join(", ", _down), _latencies.Percentiles());
    }
}
