using System.Globalization;
using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Decoding;

public sealed class SenmlTests
{
    [Theory]
    [InlineData("""[{"n":"M0:1-0:1.8.0.255","u":"kWh","v":123.45,"t":1772323200}]""", "M0 1772323200+0 1-0:1.8.0=123.45")]
    [InlineData("""[{"bn":"M1:","bt":1772323200,"bu":"Wh"},{"n":"1-0:1.8.0","v":123450,"t":-900.5}]""", "M1 1772322299+500 1-0:1.8.0=123.450")]
    [InlineData("""[{"bn":"M0:1-0:","n":"1.8.0","v":1.5e2,"t":1772323200},{"n":"32.7.0","u":"V","v":230.1,"t":1772323200}]""", "M0 1772323200+0 1-0:1.8.0=150 1-0:32.7.0=230.1")]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1}]""", "M0 1772323205+0 1-0:1.8.0=1")]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1,"t":1772323200},{"n":"M0:1-0:1.8.0","v":2,"t":1772323200}]""", "M0 1772323200+0 1-0:1.8.0=1|M0 1772323200+0 1-0:1.8.0=2")]
    [InlineData("""[{"n":"M0:1-0:1.8.0","u":"V","v":1,"t":1772323200}]""", "M0 1772323200+0 1-0:1.8.0=1 unit_mismatch")]
    [InlineData("""[{"n":"M0:1-0:1.8.0","u":"m","v":1,"t":1772323200}]""", "M0 1772323200+0 1-0:1.8.0=1 unit_mismatch")]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1,"t":1772323200,"note":{"x":[1]}}]""", "M0 1772323200+0 1-0:1.8.0=1")]
    public void A_pack_becomes_readings(string pack, string expected)
    {
        Assert.Equal(QuarantineReason.None, Normalise(pack, out var message));
        var readings = Assert.IsType<ReadingsMessage>(message);
        var entries = readings.Entries.ToArray().Select(entry => string.Join(' ', [
            entry.Meter.Text, string.Create(CultureInfo.InvariantCulture, $"{entry.Slot}+{entry.OffsetMs}"),
            .. readings.ValuesOf(entry).ToArray().Select(value => $"{value.Obis}={value.Value}"), .. Sample.Codes(entry.Quality)]));
        Assert.Equal(expected, string.Join('|', entries));
        Assert.Null(readings.Slot);
    }

    [Theory]
    [InlineData("""[{"n":"M9:1-0:1.8.0","v":1}]""", QuarantineReason.UnknownMeter)]
    [InlineData("""[]""", QuarantineReason.BadSenml)]
    [InlineData("""[{}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0"}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","vs":"1"}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1,"bv":7}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1,"must_":7}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":"1"}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1e99}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1e-2147483648}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1e2147483648}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1,"t":1e30}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0","v":1}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:energy","v":1}]""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1}""", QuarantineReason.BadSenml)]
    [InlineData("""[{"n":"M0:1-0:1.8.0","v":1}] x""", QuarantineReason.BadSenml)]
    [InlineData("""[1]""", QuarantineReason.BadSenml)]
    [InlineData("""{"n":"M0:1-0:1.8.0","v":1}""", QuarantineReason.NotCbor)]
    public void What_is_no_pack_has_a_named_reason(string pack, QuarantineReason reason) => Assert.Equal(reason, Normalise(pack, out _));

    [Fact]
    public void A_pack_is_known_by_its_bytes()
    {
        const string pack = """[{"n":"M0:1-0:1.8.0","v":1}]""";
        Normalise(pack, out var message);
        Assert.Equal($"C-1/senml/{new Epoch(Xxh64.Hash(Encoding.UTF8.GetBytes(pack)))}", message!.Header.FormatId());
    }

    private static QuarantineReason Normalise(string pack, out Message? message) =>
        new Normaliser().Normalise(Sample.Record("readings", Encoding.UTF8.GetBytes(pack)), Sample.Registry(), out message);
}
