using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Validation;

public sealed class ValidatorTests
{
    private readonly Normaliser _normaliser = new();
    private readonly Wattline.Gateway.Runtime.Registry.RegistryState _registry = Sample.Registry();

    /// <summary>Each step is hours after the start, the register (kWh × 100), and the code expected. 15 kW is the most.</summary>
    [Theory]
    [InlineData("0 10000 -; 1 10500 -; 2 11000 -")]
    [InlineData("0 10000 -; 1 10000 -; 2 10000 -")]
    [InlineData("0 10000 -; 1 9999 value_backwards; 2 10100 -; 3 10101 -")]
    [InlineData("0 10000 -; 1 11500 -; 2 13001 -; 3 14503 value_beyond_capacity")]
    [InlineData("0 10000 -; 1 99999 value_beyond_capacity; 2 10200 -")]
    [InlineData("0 10000 -; 1 0 value_backwards; 2 100 -; 3 200 -; 4 150 value_backwards")]
    [InlineData("0 10000 -; 1 0 value_backwards; 2 99999 value_beyond_capacity; 3 10100 -")]
    [InlineData("0 10000 -; 2 10200 -; 1 5 -; 3 10300 -")]
    [InlineData("0 10000 -; 1 0 value_backwards; 1 0 value_backwards")]
    public void Registers_are_held_against_their_last_good_value(string steps)
    {
        foreach (var step in steps.Split(';', StringSplitOptions.TrimEntries).Select(step => step.Split(' ')))
        {
            var (hour, register, expected) = (long.Parse(step[0], null), long.Parse(step[1], null), step[2]);
            var slot = Sample.Slot + hour * 3600;
            Assert.Equal(expected == "-" ? [] : [expected], Codes(Sample.Readings(hour + 1, register, slot), slot * 1000));
        }
    }

    [Theory]
    [InlineData(0, "-")]
    [InlineData(86_400, "-")]
    [InlineData(86_401, "slot_in_future")]
    [InlineData(1_000_000_000, "slot_in_future")]
    [InlineData(946_684_800 - Sample.Slot, "-")]
    [InlineData(946_684_799 - Sample.Slot, "slot_before_2000")]
    [InlineData(-Sample.Slot - 5, "slot_before_2000")]
    public void A_slot_is_held_against_the_gateways_clock_and_the_century(long secondsAhead, string expected) =>
        Assert.Equal(expected == "-" ? [] : [expected], Codes(Sample.Readings(1, 100, Sample.Slot + secondsAhead), Sample.Slot * 1000));

    [Fact]
    public void A_value_of_an_impossible_time_is_no_base_for_the_next()
    {
        Codes(Sample.Readings(1, 10_000), Sample.ReceivedMs);
        Codes(Sample.Readings(2, 1, Sample.Slot + 10 * 86_400), Sample.ReceivedMs);
        Assert.Empty(Codes(Sample.Readings(3, 10_100, Sample.Slot + 3600), Sample.ReceivedMs));
    }

    [Theory]
    [InlineData(0, 400_000, "-")]
    [InlineData(1, 299_999, "-")]
    [InlineData(1, 300_001, "clock")]
    [InlineData(1, -300_001, "clock")]
    public void A_meters_own_clock_that_is_far_off_is_named(int source, long offset, string expected) =>
        Assert.Equal(expected == "-" ? [] : [expected], Codes(Wire.Envelope(2, 1, $"[1 0 {Sample.Slot} [[0 0 {source} {offset} [100 2301]]]]"), Sample.ReceivedMs));

    [Fact]
    public void No_value_is_dropped_or_changed()
    {
        Codes(Sample.Readings(1, 10_000), Sample.ReceivedMs);
        _normaliser.Normalise(Sample.Record("readings", Sample.Readings(2, 5, Sample.Slot + 900)), _registry, out var message);
        var readings = (ReadingsMessage)message!;
        Assert.Equal("0.05", readings.ValuesOf(readings.Entries[0])[0].Value.ToString());
    }

    private List<string> Codes(byte[] payload, long receivedMs)
    {
        _normaliser.Normalise(Sample.Record("readings", payload, receivedMs), _registry, out var message);
        return [.. Sample.Codes(((ReadingsMessage)message!).Entries[0].Quality)];
    }
}
