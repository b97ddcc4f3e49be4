using System.Text;
using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;

namespace Wattline.Tests.Gateway.Runtime.Support;

/// <summary>A concentrator C-1 with meters M0, M1 … that show an energy register (2 decimals, 15 kW at most) and a voltage (1 decimal).</summary>
internal static class Sample
{
    public const long Slot = 1_772_323_200; // 2026-03-01T00:00:00Z
    public const long ReceivedMs = Slot * 1000 + 5_000;

    public static RegistryState Registry(int meters = 2, long version = 1, params long[] plans) =>
        RegistryMapper.Map(new RegistrySnapshot(version, [.. (plans.Length == 0 ? [1] : plans).Select(plan => Plan(plan, meters))]), out _);

    public static PlanVersion Plan(long version, int meters) => new(
        "C-1", version, 900, true,
        [new PlanTemplate("dlt645-2007", [
            new PlanRead("00010000", [new PlanChannel("1-0:1.8.0", 2, "kWh")]),
            new PlanRead("02010100", [new PlanChannel("1-0:32.7.0.255", 1, "V")])])],
        [.. Enumerable.Range(0, meters).Select(i => new PlanMeter($"M{i}", 0, $"{i:D12}", 0, 2400, 1, "15"))]);

    public static JournalRecord Record(string stream, byte[] payload, long receivedMs = ReceivedMs, string concentrator = "C-1")
    {
        var key = Encoding.UTF8.GetBytes($"v1/up/{concentrator}/{stream}");
        return new JournalRecord(1, receivedMs, stream switch { "money" => JournalStream.Money, "events" => JournalStream.Events, "readings" => JournalStream.Readings, _ => JournalStream.Other }, key, payload);
    }

    /// <summary>One entry of M0 with a register and 230.1 V.</summary>
    public static byte[] Readings(long sequence, long register, long slot = Slot, long plan = 1) =>
        Wire.Envelope(2, sequence, $"[{plan} 0 {slot} [[0 0 0 1500 [{register} 2301]]]]");

    public static byte[] Money(long sequence) => Wire.Envelope(0, sequence, $"[1 'K1' 7 {sequence} 'A-100' 2 10000 'CNY' null]");

    /// <summary>A receipt of a kiosk that counts and chains its records.</summary>
    public static byte[] ChainedMoney(long sequence) =>
        Wire.Envelope(0, sequence, "[5 'K1' 7 0 'A-100' 0 100 'CNY' 41 1 13 [1 0 2 0 1] h:0f0102030405060708090a0b0c0d0e0f]");

    public static byte[] Event(long sequence) => Wire.Envelope(1, sequence, "['boot' 'C-1' 1 null ['1.0']]");

    public static IEnumerable<string> Codes(QualitySet set)
    {
        while (QualitySet.TryTake(ref set, out var quality)) yield return quality.Name;
    }
}
