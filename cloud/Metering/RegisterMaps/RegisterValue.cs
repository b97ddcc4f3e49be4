namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>One value that a map names.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Obis">What it is, such as 1-0:1.8.0; "serial" for the meter's number.</param>
/// <param name="Function">3 or 4.</param>
/// <param name="Address">First register as on the wire, from 0.</param>
/// <param name="Type">How it is held.</param>
/// <param name="LowWordFirst">True when the least significant register comes first.</param>
/// <param name="Unit">After scaling; empty for a number without one.</param>
/// <param name="Scale">The value is what the registers say times ten to this power, in <paramref name="Unit"/>.</param>
/// <param name="Decimals">Decimals that are kept.</param>
public sealed record RegisterValue(
    int Line, string Obis, int Function, int Address, RegisterType Type, bool LowWordFirst, string Unit, int Scale, int Decimals)
{
    /// <summary>The row that is polled as identity.</summary>
    public const string Serial = "serial";

    /// <summary>Registers that it takes.</summary>
    public int Registers => Type switch
    {
        RegisterType.U16 or RegisterType.S16 => 1,
        RegisterType.U64 or RegisterType.S64 => 4,
        _ => 2,
    };

    /// <summary>The first register behind it.</summary>
    public int End => Address + Registers;
}
