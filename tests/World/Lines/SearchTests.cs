using System.Globalization;
using Wattline.Simulators.Meters;
using Xunit;

namespace Wattline.Tests.World.Lines;

public sealed class SearchTests
{
    private const int Hour = 3_600;
    private static readonly (int, int) _fast = (9600, 2);

    public static TheoryData<int, string> Lines => new()
    {
        { 1, "in a row" }, { 32, "in a row" }, { 200, "in a row" }, { 32, "at random" }, { 200, "at random" }, { 32, "alike" }, { 200, "alike" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void All_meters_of_a_line_are_found_and_none_else(int meters, string how)
    {
        var rig = new SearchRig(meters);
        var addresses = Addresses(meters, how);
        foreach (var address in addresses) rig.Add(address);
        rig.Search(24 * Hour, _fast);

        TestContext.Current.SendDiagnosticMessage($"{meters} {how}: {rig.Found.Count} found, the last after {rig.Seconds.LastFound:F0} s, whole after {rig.Seconds.End:F0} s, {rig.End}");
        Assert.Equal(addresses.Order(StringComparer.Ordinal), rig.Found.Select(static found => found.Address).Order(StringComparer.Ordinal));
        Assert.All(rig.Found, static found => Assert.Equal((9600, 2, 1), (found.Baud, found.Parity, found.State)));
        Assert.Equal((0L, true), (rig.End!.Value.Unresolved, rig.End.Value.Whole));
    }

    [Fact]
    public void Two_hundred_in_a_row_are_told_within_a_quarter_of_an_hour_long_before_everything_was_asked()
    {
        var rig = new SearchRig(5);
        foreach (var address in Addresses(200, "in a row")) rig.Add(address);
        rig.Search(900, _fast);

        Assert.Equal(200, rig.Found.Count);
        Assert.False(rig.End!.Value.Whole);
        Assert.InRange(rig.Seconds.End, 890, 940);
    }

    [Fact]
    public void Settings_are_tried_one_after_the_other_and_who_is_in_no_plan_is_told()
    {
        var rig = new SearchRig(1);
        rig.Add("202600000001", isPlanned: true);
        rig.Add("202600000002", baud: 2400);
        rig.Add("202600000003", baud: 2400, delayMilliseconds: 480);
        rig.Add("202600000009", baud: 9600, parity: Wattline.Simulators.Physics.Parity.None);
        rig.Read(60);
        rig.Run(30);
        rig.Search(2 * Hour, (2400, 2), (9600, 2), (9600, 0));

        Assert.Equal(
            [new("202600000001", 9600, 2, 0), new("202600000002", 2400, 2, 1), new("202600000003", 2400, 2, 1), new("202600000009", 9600, 0, 1)],
            rig.Found.OrderBy(static found => found.Address, StringComparer.Ordinal));
        Assert.True(rig.End!.Value.Whole);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Meters_of_both_standards_on_one_line_are_found_each_in_its_own(bool told)
    {
        var rig = new SearchRig(5);
        for (var i = 0; i < 6; i++)
        {
            rig.Add($"1997000000{i * 17:D2}", baud: 1200, protocol: MeterProtocol.Dlt1997);
            rig.Add($"2007000000{i * 17:D2}", baud: 2400);
        }

        if (told) rig.SearchFor(2 * Hour, (2400, 2, 0), (1200, 2, 1));
        else rig.Search(4 * Hour);

        Assert.Equal(12, rig.Found.Count);
        Assert.All(rig.Found, static found => Assert.Equal(found.Address.StartsWith("1997", StringComparison.Ordinal) ? (1, 1200, 1) : (0, 2400, 1), (found.Protocol, found.Baud, found.State)));
        Assert.True(rig.End!.Value.Whole);
    }

    [Fact]
    public void Two_meters_with_one_address_are_told_as_such()
    {
        var rig = new SearchRig(3);
        foreach (var address in Addresses(8, "in a row")) rig.Add(address);
        rig.Add("202600000005");
        rig.Add("202600000006", delayMilliseconds: 300);
        rig.Search(24 * Hour, _fast);

        Assert.Equal(["202600000005", "202600000006"], rig.Found.Where(static found => found.State == 2).Select(static found => found.Address).Order(StringComparer.Ordinal));
        Assert.Equal(8, rig.Found.Count);
    }

    [Fact]
    public void Reading_goes_on_while_a_line_is_searched()
    {
        var rig = new SearchRig(1);
        foreach (var address in Addresses(32, "in a row")) rig.Add(address, isPlanned: true);
        foreach (var address in Addresses(8, "at random")) rig.Add(address);
        rig.Read(60);
        rig.Run(120);
        var before = rig.Readings;
        rig.Search(30 * 60, _fast);

        // A slot a minute, and every meter in each.
        var slots = (int)(rig.Seconds.End / 60);
        Assert.InRange(slots, 3, 30);
        Assert.InRange(rig.Readings - before, slots * 32, (slots + 2) * 32);
        Assert.Equal(40, rig.Found.Count);
        Assert.Equal(8, rig.Found.Count(static found => found.State == 1));
    }

    [Fact]
    public void A_noisy_line_hides_nobody_for_good()
    {
        var rig = new SearchRig(9);
        var addresses = Addresses(20, "at random");
        foreach (var address in addresses) rig.Add(address);
        rig.Wire.Faults.BitErrorRate = 2e-4;
        rig.Search(24 * Hour, _fast);

        Assert.Equal(addresses.Order(StringComparer.Ordinal), rig.Found.Select(static found => found.Address).Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(rig.Found, static found => found.State == 2);
    }

    /// <summary>Alike: pairs that differ in the highest byte only, the last that a search comes to.</summary>
    private static List<string> Addresses(int count, string how)
    {
        var random = new Random(count);
        return how switch
        {
            "in a row" => [.. Enumerable.Range(1, count).Select(static i => string.Create(CultureInfo.InvariantCulture, $"2026{i:D8}"))],
            "at random" => [.. Enumerable.Range(0, count).Select(_ => string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64(1_000_000_000_000):D12}")).Distinct()],
            _ => [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"{(i % 50) + 1:D2}{i / 50:D2}11223344"))],
        };
    }
}
