using System.Text;
using Wattline.Firmware.Plans;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Cbor;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>Uplink and plans: CBOR and SenML on both sides.</summary>
internal static class GatewayTargets
{
    public const string Registry = """
        {"version":12,"plans":[{"concentrator":"C-0001","version":3,"every_s":900,"current":true,"templates":[{"protocol":"dlt645-2007","reads":[{"id":"0001FF00","channels":[{"obis":"1-0:1.8.0","decimals":2,"unit":"kWh"},{"obis":"1-0:1.8.1","decimals":2,"unit":"kWh"}]}]}],"meters":[{"id":"000000000161","line":0,"address":"000000000161","template":0,"baud":2400,"phases":1,"max_kw":"15"}]}]}
        """;

    private const string Senml = """
        [{"bn":"000000000161:","bt":1772323200,"n":"1-0:1.8.0.255","u":"kWh","v":1234.56},{"n":"1-0:2.8.0.255","u":"kWh","v":0.5,"t":-900}]
        """;

    private const string SenmlExponents = """
        [{"n":"000000000161:1-0:1.8.0","v":1.5e2,"t":1772323200},{"n":"000000000161:1-0:1.8.0","v":2e-18,"t":1.7723232e9}]
        """;

    private static readonly RegistryState _registry = RegistryMapper.TryRead(Encoding.UTF8.GetBytes(Registry), out var state, out _) ? state : throw new InvalidOperationException("The registry of the fuzz does not read.");

    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("gateway readings", [ReadingsMessage(), ReadingsMissing(), Encoding.UTF8.GetBytes(Senml), Encoding.UTF8.GetBytes(SenmlExponents)], bytes => Judge("readings", JournalStream.Readings, bytes)),
        new("gateway events", [EventMessage("boot", "1.0"), EventMessage("lost", "overwritten")], bytes => Judge("events", JournalStream.Events, bytes)),
        new("gateway money", [MoneyMessage()], bytes => Judge("money", JournalStream.Money, bytes)),
        new("gateway and firmware cbor", [ReadingsMessage(), PlanMessage(), [0x83, 0x20, 0x82, 0x61, 0x61, 0xF6, 0x43, 1, 2, 3]], JudgeCbor),
        new("firmware plan", [PlanMessage()], JudgePlan),
        new("gateway registry", [Encoding.UTF8.GetBytes(Registry)], JudgeRegistry),
    ];

    private static bool Judge(string topic, JournalStream stream, byte[] payload)
    {
        byte[] key = Encoding.ASCII.GetBytes($"v1/up/C-0001/{topic}");
        var record = new JournalRecord(1, 1_772_323_300_000, stream, key, payload);
        bool accepted = false;
        foreach (var registry in new[] { null, _registry })
        {
            var reason = new Normaliser().Normalise(record, registry, out var message);
            accepted = reason == QuarantineReason.None;
            Assert.Equal(accepted, message is not null);
            Assert.True(Enum.IsDefined(reason));
            Assert.NotEqual(QuarantineReason.Fault, reason);
        }

        return accepted;
    }

    /// <summary>Both readers walk over the same bytes; neither may leave them, and what firmware takes as whole the gateway takes too.</summary>
    private static bool JudgeCbor(byte[] bytes)
    {
        var device = new Firmware.Cbor.CborReader(bytes, 0, bytes.Length);
        device.SkipItem();
        Assert.InRange(device.Position, 0, bytes.Length);
        var gateway = new CborReader(bytes);
        bool skipped = gateway.Skip();
        Assert.InRange(gateway.Position, 0, bytes.Length);
        if (!device.Failed && skipped)
        {
            Assert.Equal(device.Position, gateway.Position);
        }

        return !device.Failed && skipped;
    }

    private static bool JudgePlan(byte[] bytes)
    {
        var decoder = new PlanDecoder(lines: 2);
        int refusal = decoder.Decode(bytes, 0, bytes.Length, versionInUse: -1);
        Assert.Equal(refusal == PlanRefusal.None, decoder.Plan is not null);
        return decoder.Plan is not null;
    }

    private static bool JudgeRegistry(byte[] bytes)
    {
        bool read = RegistryMapper.TryRead(bytes, out var state, out var faults);
        Assert.Equal(read, state is not null);
        Assert.True(read || faults.Count > 0);
        return read && faults.Count == 0;
    }

    private static CborWriter Envelope(ulong stream, ulong sequence) => new CborWriter().WriteArray(8).WriteUnsigned(1)
        .WriteUnsigned(0x0123456789ABCDEF).WriteUnsigned(stream).WriteUnsigned(sequence).WriteUnsigned(1).WriteUnsigned(5_000).WriteUnsigned(1_772_323_200_000);

    private static byte[] ReadingsMessage()
    {
        var cbor = Envelope((ulong)StreamId.Readings, 7).WriteArray(4).WriteUnsigned(3).WriteUnsigned(0).WriteUnsigned(1_772_323_200).WriteArray(1);
        return cbor.WriteArray(5).WriteUnsigned(0).WriteUnsigned(0).WriteUnsigned(0).WriteInteger(250)
            .WriteArray(2).WriteInteger(123456).WriteInteger(-1).Written.ToArray();
    }

    private static byte[] ReadingsMissing()
    {
        var cbor = Envelope((ulong)StreamId.Readings, 8).WriteArray(4).WriteUnsigned(3).WriteUnsigned(0).WriteUnsigned(1_772_324_100).WriteArray(1);
        return cbor.WriteArray(5).WriteUnsigned(0).WriteUnsigned(1).WriteUnsigned(0).WriteInteger(0).WriteArray(0).Written.ToArray();
    }

    private static byte[] EventMessage(string code, string detail) => Envelope((ulong)StreamId.Events, 3).WriteArray(5)
        .WriteText(code).WriteText("C-0001").WriteUnsigned(1).WriteUnsigned(1_772_323_200_000).WriteArray(1).WriteText(detail).Written.ToArray();

    private static byte[] MoneyMessage() => Envelope((ulong)StreamId.Money, 9).WriteArray(9).WriteUnsigned(1).WriteText("K-1")
        .WriteUnsigned(4).WriteUnsigned(11).WriteText("ACC-7").WriteUnsigned(3).WriteInteger(2000).WriteText("CNY").WriteUnsigned(17).Written.ToArray();

    private static byte[] PlanMessage() => new CborWriter().WriteArray(5).WriteUnsigned(1).WriteUnsigned(3).WriteUnsigned(900)
        .WriteArray(1).WriteArray(2).WriteUnsigned(0).WriteArray(1).WriteArray(2).WriteUnsigned(0x0001FF00)
        .WriteArray(2).WriteArray(2).WriteText("1-0:1.8.0").WriteUnsigned(2).WriteArray(2).WriteText("1-0:1.8.1").WriteUnsigned(2)
        .WriteArray(1).WriteArray(4).WriteUnsigned(0).WriteText("000000000161").WriteUnsigned(0).WriteUnsigned(2400).Written.ToArray();
}
