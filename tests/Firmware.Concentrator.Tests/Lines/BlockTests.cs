using Wattline.Firmware.Lines;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>Block reads, and meters that have none.</summary>
public sealed class BlockTests
{
    private const uint Block = 0x0001FF00;
    private const int Every = 60;

    private static readonly uint[] _parts = [0x00010000, 0x00010100, 0x00010200, 0x00010300, 0x00010400];

    [Fact]
    public void A_meter_without_blocks_is_asked_value_by_value_and_from_then_on_at_once()
    {
        var cabinet = Reading(identifier => identifier == Block ? "D1" : ValueOf(identifier));
        cabinet.Run((3 * Every * 1000L) - 1);

        Assert.All(cabinet.Entries(), e => Assert.Equal((Cause.Valid, 5), (e.Cause, e.Values.Length)));
        Assert.All(cabinet.Entries(), e => Assert.Equal([10_000L, 10_001L, 10_002L, 10_003L, 10_004L], e.Values.Select(v => v!.Value)));
        Assert.Equal([Block, Block, .. _parts, .. _parts, .. _parts], Asked(cabinet));
    }

    [Fact]
    public void Another_meter_goes_on_being_asked_for_its_block()
    {
        var cabinet = new Cabinet
        {
            Meter = (address, identifier) => identifier != Block ? ValueOf(identifier) : address == Cabinet.Address(0) ? "D1" : string.Concat(_parts.Select(ValueOf)),
        };
        cabinet.TakePlan(Cabinet.Plan(1, 2, [Block], every: Every, channels: 5));
        cabinet.Run((2 * Every * 1000L) - 1);

        Assert.All(cabinet.Entries(), e => Assert.Equal(10_004L, e.Values[4]));
        Assert.Equal([Block, Block, .. _parts, Block, .. _parts, Block], Asked(cabinet));
    }

    [Theory]
    [InlineData("00000100" + "01000100")] // Two tariffs where the plan says four.
    [InlineData("00000100" + "01000100" + "02000100" + "03000100" + "04000100" + "05000100")]
    public void A_block_with_another_number_of_values_is_asked_value_by_value(string block)
    {
        var cabinet = Reading(identifier => identifier == Block ? block : identifier < 0x00010300 ? ValueOf(identifier) : "D1");
        cabinet.Run(2 * Every * 1000L);

        // What the meter does not have is no value, and never 0.
        Assert.All(cabinet.Entries(), e => Assert.Equal([10_000L, 10_001L, 10_002L, null, null], e.Values));
        Assert.All(cabinet.Entries(), e => Assert.Equal(Cause.NoValue, e.Cause));
    }

    [Fact]
    public void A_meter_that_has_neither_the_block_nor_a_value_refuses()
    {
        var cabinet = Reading(_ => "D1");
        cabinet.Run((2 * Every * 1000L) - 1);

        Assert.Equal([Cause.Refused, Cause.Refused], cabinet.Entries().Select(e => e.Cause));
        Assert.Equal(2 * (2 + (2 * 5)), Asked(cabinet).Count);
    }

    [Fact]
    public void Values_that_are_silent_or_spoiled_are_asked_again_and_none_is_taken_of_another_moment()
    {
        var asked = 0;
        var answers = 0;
        var cabinet = Reading(identifier => identifier == Block ? "D1" : ++asked % 4 == 0 ? null : ValueOf(identifier));
        cabinet.Distort = hex => ++answers % 5 == 0 ? hex[..^4] + "0016" : hex;
        cabinet.Run((20 * Every * 1000L) - 1);

        var entries = cabinet.Entries();
        Assert.Equal(20, entries.Count);
        Assert.All(entries, e => Assert.Equal([10_000L, 10_001L, 10_002L, 10_003L, 10_004L], e.Values.Select(v => v!.Value)));
    }

    [Fact]
    public void A_refusal_alone_is_not_believed()
    {
        var asked = 0;
        var cabinet = Reading(identifier => identifier != Block ? ValueOf(identifier) : ++asked == 1 ? "D1" : string.Concat(_parts.Select(ValueOf)));
        cabinet.Run((2 * Every * 1000L) - 1);

        Assert.Equal([Block, Block, Block], Asked(cabinet));
    }

    private static string ValueOf(uint identifier) => Cabinet.Bcd(10_000 + ((identifier >> 8) & 0xFF), 4);

    private static Cabinet Reading(Func<uint, string?> meter)
    {
        var cabinet = new Cabinet { Meter = (_, identifier) => meter(identifier) };
        cabinet.TakePlan(Cabinet.Plan(1, 1, [Block], every: Every, channels: 5));
        return cabinet;
    }

    private static List<uint> Asked(Cabinet cabinet) =>
        [.. cabinet.Line.Requests.Select(r => (uint)((byte)(r[10] - 0x33) | (byte)(r[11] - 0x33) << 8 | (byte)(r[12] - 0x33) << 16 | (byte)(r[13] - 0x33) << 24))];
}
