using System.Buffers.Binary;
using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Dlms;

/// <summary>The objects of a simulated meter (IEC 62056-6-2): registers, clock, load profile, disconnector, names.</summary>
public sealed class CosemObjects
{
    public const int Success = 0, HardwareFault = 1, TemporaryFailure = 2, Denied = 3, Undefined = 4, TypeUnmatched = 12, Other = 250;
    private const long PeriodMicros = 900_000_000;

    private readonly DlmsSettings _settings;
    private readonly MeteredLoad _load;
    private DateTime _clock;
    private long _clockSetAt;

    public CosemObjects(DlmsSettings settings, MeteredLoad load)
    {
        (_settings, _load, _clock) = (settings, load, settings.Start);
    }

    /// <summary>The disconnector.</summary>
    public bool IsConnected { get; private set; } = true;

    /// <summary>Requests that it answers with "temporary failure" from now on.</summary>
    public int BusyAnswers { get; set; }

    /// <summary>Energy that it shows, Wh.</summary>
    public long WattHours(long micros) => _load.WattHoursAt(micros);

    /// <summary>What its clock shows.</summary>
    public DateTime Clock(long micros) => _clock.AddMicroseconds(micros - _clockSetAt);

    /// <summary>An attribute's value, or a result that is no success.</summary>
    public (int Result, byte[] Value) Get(int classId, string obis, int attribute, byte[]? selection, bool isPublic, uint counter, long micros)
    {
        if (BusyAnswers > 0)
        {
            BusyAnswers--;
            return (TemporaryFailure, []);
        }
        // The public client sees the names, the clock and the counter that it needs to begin.
        if (isPublic && obis is not ("0.0.42.0.0.255" or "0.0.1.0.0.255" or "0.0.43.1.0.255"))
            return (Denied, []);
        byte[]? value = (classId, obis, attribute) switch
        {
            (_, _, 1) => Axdr.Octets([.. obis.Split('.').Select(byte.Parse)]),
            (1, "0.0.42.0.0.255", 2) => Axdr.Text(_settings.Number),
            (1, "0.0.96.1.0.255", 2) => Axdr.Text(_settings.Number),
            (1, "0.0.43.1.0.255", 2) => Axdr.Unsigned32(counter),
            (8, "0.0.1.0.0.255", 2) => Axdr.Moment(Clock(micros)),
            (3, "1.0.1.8.0.255", 2) => Axdr.Unsigned32(_load.WattHoursAt(micros)),
            (3, "1.0.2.8.0.255", 2) => Axdr.Unsigned32(0),
            (3, "1.0.1.8.0.255" or "1.0.2.8.0.255", 3) => Axdr.Structure(Axdr.Signed8(0), Axdr.Enum(0x1E)),
            (3, "1.0.1.7.0.255", 2) => Axdr.Unsigned32(_load.WattsAt(micros)),
            (3, "1.0.1.7.0.255", 3) => Axdr.Structure(Axdr.Signed8(0), Axdr.Enum(0x1B)),
            (3, "1.0.32.7.0.255", 2) => Axdr.Unsigned16(_load.MillivoltsAt(micros, 1) / 100),
            (3, "1.0.32.7.0.255", 3) => Axdr.Structure(Axdr.Signed8(-1), Axdr.Enum(0x23)),
            (70, "0.0.96.3.10.255", 2) => Axdr.Bool(IsConnected),
            (70, "0.0.96.3.10.255", 3) => Axdr.Enum(IsConnected ? 1 : 0),
            (7, "1.0.99.1.0.255", 2) => Profile(selection, micros),
            (7, "1.0.99.1.0.255", 3) => Axdr.Array(
            [
                Axdr.Structure(Axdr.Unsigned16(8), Axdr.Octets([0, 0, 1, 0, 0, 255]), Axdr.Signed8(2), Axdr.Unsigned16(0)),
                Axdr.Structure(Axdr.Unsigned16(3), Axdr.Octets([1, 0, 1, 8, 0, 255]), Axdr.Signed8(2), Axdr.Unsigned16(0)),
            ]),
            (7, "1.0.99.1.0.255", 4) => Axdr.Unsigned32(900),
            (7, "1.0.99.1.0.255", 7) => Axdr.Unsigned32(Rows(micros)),
            (7, "1.0.99.1.0.255", 8) => Axdr.Unsigned32(Rows(micros)),
            _ => null,
        };
        return value is null ? (Undefined, []) : (Success, value);
    }

    /// <summary>Writes an attribute: the clock only.</summary>
    public int Set(int classId, string obis, int attribute, ReadOnlySpan<byte> value, bool isPublic, long micros)
    {
        if ((classId, obis, attribute) is not (8, "0.0.1.0.0.255", 2))
            return Undefined;
        if (isPublic)
            return Denied;
        if (value.Length != 14 || value[0] != 9 || value[1] != 12)
            return TypeUnmatched;
        (_clock, _clockSetAt) = (Moment(value[2..]), micros);
        return Success;
    }

    /// <summary>Calls a method: those of the disconnector.</summary>
    public int Act(int classId, string obis, int method, bool isPublic)
    {
        if ((classId, obis) is not (70, "0.0.96.3.10.255") || method is not (1 or 2))
            return Undefined;
        if (isPublic)
            return Denied;
        IsConnected = method == 2;
        return Success;
    }

    private int Rows(long micros) => _settings.ProfileRows + (int)(micros / PeriodMicros);

    /// <summary>One row every 15 minutes: time and register. Time stands in the first row only; then it goes on by the period.</summary>
    private byte[]? Profile(byte[]? selection, long micros)
    {
        var rows = Enumerable.Range(1, Rows(micros)).Select(i => (i, At: _settings.Start.AddMinutes(15 * (i - _settings.ProfileRows)))).ToList();
        if (selection is { Length: > 0 })
        {
            if (selection[0] == 1)
            {
                // Restricting object, from, to, columns.
                var at = 3 + Axdr.Size(selection.AsSpan(3));
                var from = Moment(selection.AsSpan(at + 2));
                var to = Moment(selection.AsSpan(at + 16));
                rows = [.. rows.Where(row => row.At >= from && row.At <= to)];
            }
            else
            {
                // From entry, to entry (0: the last), from column, to column.
                long from = BinaryPrimitives.ReadUInt32BigEndian(selection.AsSpan(4)), to = BinaryPrimitives.ReadUInt32BigEndian(selection.AsSpan(9));
                rows = [.. rows.Where(row => row.i >= from && (to == 0 || row.i <= to))];
            }
        }
        return Axdr.Array([.. rows.Select((row, n) => Axdr.Structure(
            n == 0 ? Axdr.Moment(row.At) : Axdr.Null(),
            Axdr.Unsigned32(RegisterOf(row.i))))]);
    }

    /// <summary>What the register showed in a row of the profile.</summary>
    public long RegisterOf(int row) => _load.WattHoursAt(Math.Max(0, row - _settings.ProfileRows) * PeriodMicros);

    private static DateTime Moment(ReadOnlySpan<byte> b) => new((b[0] << 8) | b[1], b[2], b[3], b[5], b[6], b[7] == 0xFF ? 0 : b[7]);
}
