using Wattline.Firmware.Cbor;
using Wattline.Firmware.Plans;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Plans;

/// <summary>Identifiers and addresses of Modbus, CJ/T 188 and M-Bus in plans (docs/uplink.md).</summary>
public sealed class OtherProtocolPlanTests
{
    private const int Modbus = 2, Cjt188 = 3, MBus = 4;

    [Theory]
    [InlineData(Modbus, "010048020069", 1, 2, PlanRefusal.None)]
    [InlineData(Modbus, "8100480202FC000069", 1, 2, PlanRefusal.None)]
    [InlineData(Modbus, "0100480200690269", 2, 2, PlanRefusal.Identifier)] // The second value stands behind the registers.
    [InlineData(Modbus, "010048020069", 2, 2, PlanRefusal.Channels)]
    [InlineData(Modbus, "01004802", 0, 2, PlanRefusal.Channels)]
    [InlineData(Modbus, "010048000069", 1, 2, PlanRefusal.Identifier)] // No register.
    [InlineData(Modbus, "0100487E0069", 1, 2, PlanRefusal.Identifier)] // 126 of them.
    [InlineData(Modbus, "01FFFF020069", 1, 2, PlanRefusal.Identifier)] // Behind FFFF.
    [InlineData(Modbus, "020048020069", 1, 2, PlanRefusal.Identifier)] // A flag that is none.
    [InlineData(Modbus, "810048020FFC000069", 1, 2, PlanRefusal.Identifier)] // A number of no type.
    [InlineData(Modbus, "010048020027", 1, 1, PlanRefusal.Decimals)] // An integer of 0.01, cut to one decimal.
    [InlineData(Modbus, "010048020027", 1, 2, PlanRefusal.None)]
    [InlineData(Modbus, "010048020099", 1, 2, PlanRefusal.Identifier)] // Type 9.
    [InlineData(Modbus, "", 1, 2, PlanRefusal.Identifier)]
    [InlineData(Cjt188, "901F00002C0F00", 2, 0, PlanRefusal.None)]
    [InlineData(Cjt188, "901F00002C0F00", 2, 2, PlanRefusal.Decimals)] // ST has no decimals.
    [InlineData(Cjt188, "901F00002C", 1, 3, PlanRefusal.None)]
    [InlineData(Cjt188, "D12000002C", 1, 2, PlanRefusal.None)]
    [InlineData(Cjt188, "D12000012C", 1, 2, PlanRefusal.Identifier)] // A month has one value.
    [InlineData(Cjt188, "A01700002C", 1, 2, PlanRefusal.Identifier)] // The valve is nothing to read.
    [InlineData(Cjt188, "901F0000FF", 1, 2, PlanRefusal.Identifier)] // No unit.
    [InlineData(Cjt188, "901F04002C", 1, 2, PlanRefusal.Identifier)]
    [InlineData(Cjt188, "901F00", 1, 2, PlanRefusal.Channels)]
    [InlineData(MBus, "006003", 1, 3, PlanRefusal.None)]
    [InlineData(MBus, "006083010000", 1, 3, PlanRefusal.None)]
    [InlineData(MBus, "0060830100", 1, 3, PlanRefusal.Channels)] // Cut.
    [InlineData(MBus, "006003", 2, 3, PlanRefusal.Channels)]
    [InlineData(MBus, "016003", 1, 3, PlanRefusal.Identifier)]
    [InlineData(MBus, "00906C", 1, 0, PlanRefusal.Identifier)] // A date is no number.
    [InlineData(MBus, "006303", 1, 3, PlanRefusal.Identifier)] // A table that there is not.
    public void An_identifier_is_taken_or_refused_whole(int protocol, string tag, int channels, int decimals, int refusal) =>
        Assert.Equal(refusal, Decode(protocol, tag, channels, decimals, AddressOf(protocol), task: null));

    [Theory]
    [InlineData(Modbus, TaskType.Clock)]
    [InlineData(Modbus, TaskType.Daily)]
    [InlineData(Modbus, TaskType.Events)]
    [InlineData(Cjt188, TaskType.Clock)]
    [InlineData(MBus, TaskType.Settlement)]
    public void What_the_firmware_does_not_read_from_their_memories_is_refused(int protocol, int task) =>
        Assert.Equal(PlanRefusal.Task, Decode(protocol, TagOf(protocol), 1, 3, AddressOf(protocol), task));

    [Theory]
    [InlineData(Modbus, "0")]
    [InlineData(Modbus, "248")]
    [InlineData(Modbus, "17/")]
    [InlineData(Modbus, "17/0")]
    [InlineData(Modbus, "/5")]
    [InlineData(Modbus, "1 7")]
    [InlineData(Cjt188, "1000000000000001")]
    [InlineData(Cjt188, "AA/00000000000001")]
    [InlineData(Cjt188, "10/AAAAAAAAAAAAAA")]
    [InlineData(MBus, "0")]
    [InlineData(MBus, "251")]
    [InlineData(MBus, "254")]
    [InlineData(MBus, "1234567F")]
    [InlineData(MBus, "17/1234567")]
    [InlineData(MBus, "12345678FFFF0107")]
    public void An_address_that_is_none_or_means_several_is_refused(int protocol, string address) =>
        Assert.Equal(PlanRefusal.Address, Decode(protocol, TagOf(protocol), 1, 3, address, task: null));

    [Fact]
    public void The_same_address_under_two_protocols_is_two_meters()
    {
        var plans = new[] { Modbus, MBus }.Select(protocol =>
        {
            var decoder = new PlanDecoder(1);
            var bytes = Write(protocol, TagOf(protocol), 1, 3, "17", null);
            Assert.Equal(PlanRefusal.None, decoder.Decode(bytes, 0, bytes.Length, -1));
            return decoder.Plan;
        }).ToArray();

        Assert.Equal((0, -1), (plans[0].IndexOf(plans[0], 0), plans[0].IndexOf(plans[1], 0)));
    }

    private static string TagOf(int protocol) => protocol switch { Modbus => "010048020069", Cjt188 => "901F00002C", _ => "006003" };

    private static string AddressOf(int protocol) => protocol == Cjt188 ? "10/00000000000001" : "17";

    private static int Decode(int protocol, string tag, int channels, int decimals, string address, int? task)
    {
        var bytes = Write(protocol, tag, channels, decimals, address, task);
        return new PlanDecoder(1).Decode(bytes, 0, bytes.Length, -1);
    }

    private static byte[] Write(int protocol, string tag, int channels, int decimals, string address, int? task)
    {
        var cbor = new CborWriter(new byte[1024]);
        cbor.WriteArray(6);
        cbor.WriteUInt(2);
        cbor.WriteUInt(1);
        cbor.WriteUInt(900);
        cbor.WriteUInt(0);
        cbor.WriteArray(1);
        cbor.WriteArray(3);
        cbor.WriteUInt((ulong)protocol);
        cbor.WriteArray(1);
        cbor.WriteArray(2);
        cbor.WriteBytes(Convert.FromHexString(tag), 0, tag.Length / 2);
        cbor.WriteArray(channels);
        for (var i = 0; i < channels; i++)
        {
            cbor.WriteArray(2);
            cbor.WriteText("1-0:1.8.0");
            cbor.WriteUInt((ulong)decimals);
        }
        cbor.WriteArray(task is null ? 0 : 1);
        if (task is { } type)
        {
            cbor.WriteArray(5);
            cbor.WriteUInt((ulong)type);
            cbor.WriteUInt(type is TaskType.Settlement ? 100u : 86_400u);
            cbor.WriteUInt(type == TaskType.Clock ? 0u : 1u);
            cbor.WriteArray(0);
            cbor.WriteNull();
        }
        cbor.WriteArray(1);
        cbor.WriteArray(6);
        cbor.WriteUInt(0);
        cbor.WriteText(address);
        cbor.WriteUInt(0);
        cbor.WriteUInt(9600);
        cbor.WriteUInt(2);
        cbor.WriteUInt(0);
        return cbor.Buffer[..cbor.Position];
    }
}
