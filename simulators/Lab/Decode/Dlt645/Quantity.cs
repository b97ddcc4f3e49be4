using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>A metered quantity by DI2 of an energy (DI3 = 00) or a maximum demand (DI3 = 01; DL/T 645-2007, tables A.1 and A.2).</summary>
internal sealed record Quantity(Register Register, string? Phase, bool Timed)
{
    private const int EnergyBytes = 4;
    private const int DemandBytes = 3;

    /// <summary>YYMMDDhhmm of the maximum demand.</summary>
    private const int TimeBytes = 5;

    /// <summary>In DI2's order from 01; the phases repeat it from 15, 29 and 3D.</summary>
    private static readonly (string Name, string Unit, bool Signed)[] _kinds =
    [
        ("forward active", "kW", false), ("reverse active", "kW", false),
        ("combined reactive 1", "kvar", true), ("combined reactive 2", "kvar", true),
        ("reactive Q1", "kvar", false), ("reactive Q2", "kvar", false), ("reactive Q3", "kvar", false), ("reactive Q4", "kvar", false),
        ("forward apparent", "kVA", false), ("reverse apparent", "kVA", false),
    ];

    private static readonly (int First, string? Phase)[] _ranges = [(0x01, null), (0x15, "A"), (0x29, "B"), (0x3D, "C")];

    public int Bytes => Register.Bytes + (Timed ? TimeBytes : 0);

    public static Quantity? Energy(int di2)
    {
        if (di2 is 0x00 or 0x80)
        {
            return new(new(di2 == 0 ? "combined active energy" : "associated energy", EnergyBytes, 2, "kWh", Signed: di2 == 0), null, Timed: false);
        }

        return Kind(di2) is var (kind, phase)
            ? new(new($"{kind.Name} energy", EnergyBytes, 2, kind.Unit + "h", kind.Signed), phase, Timed: false)
            : null;
    }

    public static Quantity? MaxDemand(int di2) => Kind(di2) is var (kind, phase)
        ? new(new($"{kind.Name} max demand", DemandBytes, 4, kind.Unit, kind.Signed), phase, Timed: true)
        : null;

    public JsonObject Item(ReadOnlySpan<byte> bytes)
    {
        var item = Register.Item(bytes[..Register.Bytes]);
        if (Phase is not null) item["phase"] = Phase;
        return item;
    }

    /// <summary>When the maximum was, for a quantity that has it.</summary>
    public void Occurred(ReadOnlySpan<byte> bytes, JsonObject item)
    {
        if (Timed)
        {
            item["occurred"] = Bcd.TimeOrNull(bytes[Register.Bytes..]);
        }
    }

    private static ((string Name, string Unit, bool Signed) Kind, string? Phase)? Kind(int di2)
    {
        foreach (var (first, phase) in _ranges)
        {
            if (di2 >= first && di2 < first + _kinds.Length)
            {
                return (_kinds[di2 - first], phase);
            }
        }

        return null;
    }
}
