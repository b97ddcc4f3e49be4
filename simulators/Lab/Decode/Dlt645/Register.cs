using System.Text.Json.Nodes;

namespace Wattline.Simulators.Lab.Decode.Dlt645;

/// <summary>A decimal register: its bytes on the wire, its decimals, its unit, and whether the top bit is a sign.</summary>
internal sealed record Register(string Name, int Bytes, int Decimals, string? Unit, bool Signed = false)
{
    /// <summary>name, value, unit; a value that the meter does not have is null and said to be invalid.</summary>
    public JsonObject Item(ReadOnlySpan<byte> bytes)
    {
        string? value = Bcd.Number(bytes, Decimals, Signed);
        var item = new JsonObject { ["name"] = Name, ["value"] = value };
        if (Unit is not null) item["unit"] = Unit;
        if (value is null) item["invalid"] = true;
        return item;
    }
}
