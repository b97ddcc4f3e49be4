using System.Buffers.Binary;
using Wattline.Simulators.Meters.Memory;

namespace Wattline.Simulators.Meters;

/// <summary>The same meter behind DL/T 645-1997: identifiers of two bytes, other control codes and error bits.</summary>
public sealed partial class SimulatedMeter
{
    private const byte IllegalData1997 = 0x01, NoSuchData1997 = 0x02, WrongPassword1997 = 0x04;

    private byte[] _rest1997 = [];
    private ushort _restIdentifier1997;

    private MeterAnswer? Handle1997(byte control, Addressee addressee, byte[] data, long nowMicros)
    {
        if (control == 0x08 && addressee is Addressee.This or Addressee.Everybody)
        {
            TakeTime(data, nowMicros);
            return null;
        }
        // Who is alone on the line is read as "everybody"; nothing else is done for everybody.
        if (addressee != Addressee.This && control is not (0x01 or 0x02))
            return null;
        return control switch
        {
            0x01 => Read1997(data, nowMicros),
            0x02 => ReadOn1997(data),
            0x04 => Write1997(data, nowMicros),
            0x0A when data.Length == 6 && KeyIsPressed && !data.Any(value => Digits(value) < 0) => Readdress1997(data),
            0x0C => Speed1997(data),
            0x0F => Password1997(data),
            0x10 => Reset1997(data, nowMicros),
            _ => null,
        };
    }

    private MeterAnswer Read1997(byte[] data, long nowMicros)
    {
        if (data.Length != 2)
            return Refuse(0x01, IllegalData1997);
        var identifier = BinaryPrimitives.ReadUInt16LittleEndian(data);
        _value.Clear();
        if (!TryValue1997(identifier, nowMicros, _value))
            return Refuse(0x01, NoSuchData1997);
        return Part1997(0x01, identifier, _value.Written.ToArray());
    }

    private MeterAnswer ReadOn1997(byte[] data)
    {
        if (data.Length != 2 || _rest1997.Length == 0 || BinaryPrimitives.ReadUInt16LittleEndian(data) != _restIdentifier1997)
            return Refuse(0x02, NoSuchData1997);
        return Part1997(0x02, _restIdentifier1997, _rest1997);
    }

    private MeterAnswer Part1997(byte control, ushort identifier, byte[] value)
    {
        var first = Math.Min(value.Length, _settings.DataBytesMax - 2);
        (_rest1997, _restIdentifier1997) = (value[first..], identifier);
        return Answer(
            (byte)(control | (first == value.Length ? 0 : MoreFollow)),
            [(byte)identifier, (byte)(identifier >> 8), .. value.AsSpan(0, first)]);
    }

    private MeterAnswer Write1997(byte[] data, long nowMicros)
    {
        if (data.Length < 7)
            return Refuse(0x04, IllegalData1997);
        if (!IsPassword1997(data.AsSpan(2)))
            return Refuse(0x04, WrongPassword1997);
        uint? identifier = BinaryPrimitives.ReadUInt16LittleEndian(data) switch
        {
            0xC010 => 0x04000101,
            0xC011 => 0x04000102,
            0xC111 => 0x04000103,
            _ => null,
        };
        if (identifier is null)
            return Refuse(0x04, NoSuchData1997);
        return SetParameter(identifier.Value, data.AsSpan(6), nowMicros) == 0 ? Answer(0x04, []) : Refuse(0x04, IllegalData1997);
    }

    private MeterAnswer Readdress1997(byte[] data)
    {
        data.CopyTo(_address, 0);
        return Answer(0x0A, []);
    }

    private MeterAnswer Speed1997(byte[] data)
    {
        int? baud = data is [var z] ? z switch { 0x01 => 300, 0x02 => 600, 0x04 => 2400, 0x08 => 4800, 0x10 => 9600, _ => null } : null;
        if (baud is not { } speed)
            return Refuse(0x0C, IllegalData1997);
        Baud = speed;
        return Answer(0x0C, data);
    }

    private MeterAnswer Password1997(byte[] data)
    {
        if (data.Length != 8 || !IsPassword1997(data))
            return Refuse(0x0F, WrongPassword1997);
        _passwords[data[4]] = Convert.ToHexString([data[7], data[6], data[5]]);
        return Answer(0x0F, data.AsSpan(4));
    }

    private MeterAnswer Reset1997(byte[] data, long nowMicros)
    {
        if (!IsPassword1997(data))
            return Refuse(0x10, WrongPassword1997);
        _demand.Mark(nowMicros, resets: true);
        return Answer(0x10, []);
    }

    private bool IsPassword1997(ReadOnlySpan<byte> password) => password.Length >= 4
        && _passwords.TryGetValue(password[0], out var good) && good == Convert.ToHexString([password[3], password[2], password[1]]);

    private bool TryValue1997(ushort identifier, long micros, BcdWriter into)
    {
        byte high = (byte)(identifier >> 8), low = (byte)identifier;
        return (high >> 4) switch
        {
            0x9 => TryEnergy1997(high, low, micros, into),
            0xA or 0xB when (high & 0xF) < 0xA && high != 0xB2 && high != 0xB6 => TryDemand1997(high, low, micros, into),
            0xB when high == 0xB6 => TryMeasured1997(low, micros, into),
            0xC => TryParameter1997(identifier, micros, into),
            _ => false,
        };
    }

    // 90 forward and reverse active, 91 reactive; 94 and 98 the same of the last two settlements.
    private bool TryEnergy1997(byte high, byte low, long micros, BcdWriter into)
    {
        if (Kind1997(high, low) is not { } kind || Moment1997(high, micros) is not { } at)
            return false;
        var tariff = (byte)(low & 0xF);
        return tariff is <= TariffsMax or 0xF && TryEnergyAt(kind, tariff == 0xF ? Block : tariff, at, into);
    }

    // A0 how much, B0 when (MMDDhhmm).
    private bool TryDemand1997(byte high, byte low, long micros, BcdWriter into)
    {
        if (Kind1997(high, low) is not { } kind || Permille(kind) is not { } permille || Moment1997(high, micros) is not { } at)
            return false;
        var tariff = low & 0xF;
        if (tariff is > TariffsMax and not 0xF)
            return false;
        var demands = _demand.At(at);
        for (var i = tariff == 0xF ? 0 : tariff; i <= (tariff == 0xF ? TariffsMax : tariff); i++)
        {
            var tenths = (long)demands[i].Tenths * permille / 1000;
            if (high >> 4 == 0xA)
            {
                into.Number(tenths, 3);
                continue;
            }
            var moment = new BcdWriter();
            moment.Minute(tenths == 0 ? default : demands[i].At);
            into.Bytes(moment.Written[..4]);
        }
        return true;
    }

    private static byte? Kind1997(byte high, byte low) => ((high & 3) << 4 | low >> 4) switch
    {
        0x01 => 0x01,
        0x02 => 0x02,
        0x11 => 0x03,
        0x12 => 0x04,
        0x13 => 0x05,
        0x14 => 0x08,
        0x15 => 0x06,
        0x16 => 0x07,
        _ => null,
    };

    private long? Moment1997(byte high, long micros)
    {
        var settlement = (high & 0xF) >> 2;
        return settlement == 0 ? micros
            : settlement < 3 && _memory.Settlements.TryLast(settlement, out var settled) ? settled.Micros
            : null;
    }

    private bool TryMeasured1997(byte low, long micros, BcdWriter into)
    {
        var (quantity, phase) = (low >> 4, low & 0xF);
        var first = quantity is 1 or 2 ? 1 : 0;
        if (quantity is < 1 or > 5 || (phase != 0xF && (phase < first || phase > 3)))
            return false;
        for (var i = phase == 0xF ? first : phase; i <= (phase == 0xF ? 3 : phase); i++)
        {
            // A phase that is not there is zero here: -1997 has no "no value".
            var measured = InstantAt(i, micros) ?? default;
            var (value, bytes) = quantity switch
            {
                1 => (measured.VoltageTenths / 10, 2),
                2 => (measured.CurrentMilliamperes / 10, 2),
                3 => (measured.ActiveTenths, 3),
                4 => (measured.ReactiveTenths / 100, 2),
                _ => (measured.PowerFactorPermille, 2),
            };
            into.Number(value, bytes);
        }
        return true;
    }

    private bool TryParameter1997(ushort identifier, long micros, BcdWriter into)
    {
        uint? same = identifier switch
        {
            0xC010 => 0x04000101,
            0xC011 => 0x04000102,
            0xC030 => 0x04000409,
            0xC031 => 0x0400040A,
            0xC032 or 0xC033 or 0xC034 => 0x04000402,
            0xC111 => 0x04000103,
            0xC112 => 0x04000104,
            0xC117 => 0x04000B01,
            _ => null,
        };
        if (identifier is 0xC020 or 0xC021)
        {
            into.Byte(0);
            return true;
        }
        return same is { } parameter && TryParameter(parameter, micros, into);
    }
}
