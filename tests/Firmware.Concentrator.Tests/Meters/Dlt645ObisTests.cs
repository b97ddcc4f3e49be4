using Wattline.Firmware.Meters;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

public sealed class Dlt645ObisTests
{
    [Theory]
    [InlineData(0x00010000u, 0, "1-0:1.8.0")]
    [InlineData(0x0001FF00u, 4, "1-0:1.8.4")]
    [InlineData(0x00020300u, 0, "1-0:2.8.3")]
    [InlineData(0x00080000u, 0, "1-0:8.8.0")]
    [InlineData(0x00150000u, 0, "1-0:21.8.0")]
    [InlineData(0x003E0000u, 0, "1-0:62.8.0")]
    [InlineData(0x01010000u, 0, "1-0:1.6.0")]
    [InlineData(0x0201FF00u, 2, "1-0:72.7.0")]
    [InlineData(0x02020100u, 0, "1-0:31.7.0")]
    [InlineData(0x0203FF00u, 3, "1-0:76.7.0")]
    [InlineData(0x02040000u, 0, "1-0:131.7.0")]
    [InlineData(0x02060000u, 0, "1-0:13.7.0")]
    [InlineData(0x02070200u, 0, "1-0:81.7.15")]
    [InlineData(0x02800002u, 0, "1-0:14.7.0")]
    [InlineData(0x05060101u, 3, "1-0:1.8.3")]
    [InlineData(0x05040201u, 0, "1-0:2.8.0")]
    [InlineData(0x05060901u, 0, "1-0:1.6.0")]
    [InlineData(0x03110000u, 0, "0-0:96.7.21")]
    [InlineData(0x040005FFu, 2, "0-0:96.5.3")]
    [InlineData(0x04000503u, 0, "0-0:96.5.3")]
    [InlineData(0x06000002u, 0, "1-0:99.1.0")]
    [InlineData(0x02050000u, 0, "1-0:9.7.0")]
    [InlineData(0x02010000u, 0, null)]
    [InlineData(0x00140000u, 0, null)]
    [InlineData(0x04000601u, 0, null)]
    public void An_identifier_has_its_code(uint identifier, int index, string? obis) =>
        Assert.Equal(obis, Dlt645Obis.Of(identifier, index, Dlt645Obis.Unread, Dlt645Obis.Unread, Dlt645Obis.Unread));

    [Theory]
    [InlineData(0x05, "1-0:15.8.0")] // The sum of both directions.
    [InlineData(0x09, "1-0:16.8.0")] // The net.
    [InlineData(0x01, "1-0:1.8.0")]
    [InlineData(0x04, "1-0:2.8.0")]
    [InlineData(0x06, null)]
    [InlineData(Dlt645Obis.Unread, null)]
    public void What_combined_active_energy_is_the_meters_mode_word_says(int word, string? obis) =>
        Assert.Equal(obis, Dlt645Obis.Of(0x00000000, 0, word, 0x05, 0x50));

    [Theory]
    [InlineData(0x05, 0x50, "1-0:3.8.0", "1-0:4.8.0")]
    [InlineData(0x01, 0x40, "1-0:5.8.0", "1-0:8.8.0")]
    [InlineData(0x41, 0x14, null, null)] // Quadrants 1 and 4: inductive, which has no code.
    public void What_combined_reactive_energies_are_their_words_say(int first, int second, string? obis1, string? obis2)
    {
        Assert.Equal(obis1, Dlt645Obis.Of(0x00030000, 0, 0x05, first, second));
        Assert.Equal(obis2, Dlt645Obis.Of(0x00040000, 0, 0x05, first, second));
    }
}
