namespace Wattline.Simulators.Meters;

/// <summary>What a record of an event is made of (DL/T 645-2007, table A.4).</summary>
/// <param name="Bytes">Length of a record.</param>
/// <param name="HasDuration">Whether the counter has minutes beside it.</param>
/// <param name="HasIncrements">Whether four energies grew by something.</param>
/// <param name="HasPhases">Whether each phase has its own.</param>
/// <param name="MomentBytes">Bytes of what a phase measured at the start.</param>
/// <param name="HasAmpereHours">Whether ampere-hours end it.</param>
internal sealed record MeterEvents(
    int Bytes, bool HasDuration = true, bool HasIncrements = false, bool HasPhases = false, int MomentBytes = 0, bool HasAmpereHours = false)
{
    /// <summary>Bytes of a record of the relay: moment, operator, six energies.</summary>
    public const int SwitchBytes = 34;

    private static readonly MeterEvents _voltage = new(131, HasIncrements: true, HasPhases: true, MomentBytes: 13, HasAmpereHours: true);
    private static readonly MeterEvents _current = new(115, HasIncrements: true, HasPhases: true, MomentBytes: 13);
    private static readonly MeterEvents _order = new(76, HasIncrements: true, HasPhases: true);
    private static readonly MeterEvents _unbalance = new(78, HasIncrements: true, HasPhases: true);

    /// <summary>Whether DI1 says which phase or kind.</summary>
    public static bool HasParts(byte kind) => kind is (>= 0x01 and <= 0x04) or (>= 0x0B and <= 0x0F) or 0x12;

    /// <summary>How many parts an event has.</summary>
    public static byte Parts(byte kind) => kind == 0x12 ? (byte)6 : (byte)3;

    /// <summary>The event of DI2 and DI1, or null when there is none.</summary>
    public static MeterEvents? Of(ushort @event)
    {
        var (kind, part) = ((byte)(@event >> 8), (byte)@event);
        if (HasParts(kind) ? part < 1 || part > Parts(kind) : kind != 0x30 && part != 0)
            return null;
        return kind switch
        {
            >= 0x01 and <= 0x04 => _voltage,
            0x05 => new(15),
            0x06 => new(12),
            0x07 or 0x08 => _order,
            0x09 or 0x0A => _unbalance,
            >= 0x0B and <= 0x0D => _current,
            0x0E or 0x0F => _order,
            0x11 => new(12, HasDuration: false),
            0x12 => new(20, HasDuration: false),
            0x30 => part switch
            {
                0x00 => new(50, HasDuration: false),
                0x01 => new(106, HasDuration: false),
                0x02 => new(202, HasDuration: false),
                0x03 => new(14, HasDuration: false),
                0x04 => new(16, HasDuration: false),
                0x09 or 0x0A or 0x0B => new(11, HasDuration: false),
                0x0C => new(16, HasDuration: false),
                0x0D or 0x0E => new(60, HasDuration: false),
                _ => null,
            },
            _ => null,
        };
    }
}
