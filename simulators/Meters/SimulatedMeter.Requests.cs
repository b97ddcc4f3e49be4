using System.Buffers.Binary;
using Wattline.Simulators.Meters.Dlt645;

namespace Wattline.Simulators.Meters;

public sealed partial class SimulatedMeter
{
    private const byte FromMeter = 0x80, Abnormal = 0x40, MoreFollow = 0x20;
    private const byte OtherError = 0x01, NoSuchData = 0x02, NotAuthorised = 0x04, NoSuchSpeed = 0x08;

    private readonly BcdWriter _value = new();
    private byte[] _rest = [];
    private uint _restIdentifier;
    private int _restSequence;
    private int _restAt;
    private DateTime? _clockSetOn;

    private enum Addressee { Other, This, Wildcard, Everybody }

    // DL/T 645-2007, 7: what is not answered stays silent, also with a good frame.
    private MeterAnswer? Handle(ReadOnlySpan<byte> frame, long nowMicros)
    {
        var control = frame[8];
        var addressee = AddresseeOf(frame[1..7]);
        if (addressee == Addressee.Other || (control & (FromMeter | Abnormal | MoreFollow)) != 0)
            return null;
        Counters.Requests++;
        var data = Dlt645Parser.DataOf(frame);
        if (_settings.Protocol == MeterProtocol.Dlt1997)
            return Handle1997(control, addressee, data, nowMicros);
        if (control == 0x08 && addressee != Addressee.Wildcard)
        {
            TakeTime(data, nowMicros);
            return null;
        }
        if (addressee == Addressee.Everybody)
        {
            if (control == 0x16)
                Freeze(data, nowMicros); // And says nothing, whatever became of it.
            return null;
        }
        // Nothing that changes the meter is done for a wildcard, but an address for the one whose key is pressed.
        if (addressee == Addressee.Wildcard && control is not (0x11 or 0x12 or 0x13 or 0x15))
            return null;
        return control switch
        {
            0x11 => Read(data, nowMicros),
            0x12 => ReadOn(data),
            0x13 when data.Length == 0 => Answer(0x13, _address),
            0x03 => Authenticate(data, nowMicros),
            0x14 => Write(data, nowMicros),
            0x15 => WriteAddress(data),
            0x16 => Freeze(data, nowMicros),
            0x17 => ChangeSpeed(data),
            0x18 => ChangePassword(data),
            0x19 => ResetDemand(data, nowMicros),
            0x1A => ClearMeter(data, nowMicros),
            0x1B => ClearEvents(data, nowMicros),
            0x1C => TakeRelayOrder(data, nowMicros),
            _ => null,
        };
    }

    private MeterAnswer Read(byte[] data, long nowMicros)
    {
        if (data.Length < 4)
            return Refuse(0x11, OtherError);
        var identifier = BinaryPrimitives.ReadUInt32LittleEndian(data);
        _value.Clear();
        var isProfile = identifier >> 24 == 0x06 && (byte)(identifier >> 8) == 0;
        var has = isProfile
            ? TryProfile((byte)(identifier >> 16), (byte)identifier, data.AsSpan(4), _value)
            : data.Length == 4 && TryValue(identifier, nowMicros, _value);
        if (!has)
            return Refuse(0x11, NoSuchData);
        var first = Math.Min(_value.Count, _settings.DataBytesMax - 4);
        var isWhole = first == _value.Count;
        (_rest, _restIdentifier, _restSequence, _restAt) = isWhole ? ([], 0, 0, 0) : (_value.Written.ToArray(), identifier, 0, first);
        return Answer((byte)(0x11 | (isWhole ? 0 : MoreFollow)), [.. data[..4], .. _value.Written[..first]]);
    }

    /// <summary>The next part of a long answer; the last part is given again when it is asked for again.</summary>
    private MeterAnswer ReadOn(byte[] data)
    {
        if (data.Length != 5 || _rest.Length == 0 || BinaryPrimitives.ReadUInt32LittleEndian(data) != _restIdentifier)
            return Refuse(0x12, NoSuchData);
        // Identifier and sequence number take five bytes of each part (7.2.2).
        var room = _settings.DataBytesMax - 5;
        var isNext = data[4] == _restSequence + 1;
        var at = _restAt + (isNext && _restSequence > 0 ? room : 0);
        if (data[4] == 0 || (!isNext && data[4] != _restSequence) || at >= _rest.Length)
            return Refuse(0x12, NoSuchData);
        (_restAt, _restSequence) = (at, data[4]);
        var part = _rest.AsSpan(_restAt, Math.Min(room, _rest.Length - _restAt));
        var isLast = _restAt + part.Length == _rest.Length;
        return Answer((byte)(0x12 | (isLast ? 0 : MoreFollow)), [.. data[..4], .. part, data[4]]);
    }

    // 7.1.2: once a day, at most five minutes off, not within five minutes of midnight.
    private void TakeTime(byte[] data, long nowMicros)
    {
        var shown = _clock.Shows(nowMicros);
        var limit = TimeSpan.FromMinutes(5);
        if (TimeOf(data) is not { } given || (given - shown).Duration() > limit || shown.Date == _clockSetOn
            || NearMidnight(given) || NearMidnight(shown))
        {
            Counters.ClockSetsIgnored++;
            return;
        }
        Show(given, nowMicros);
        _memory.Plan(_clock, nowMicros);
        _clockSetOn = shown.Date;
        Counters.ClockSets++;

        bool NearMidnight(DateTime time) => time.TimeOfDay < limit || time.TimeOfDay > TimeSpan.FromDays(1) - limit;
    }

    private static DateTime? TimeOf(ReadOnlySpan<byte> data)
    {
        if (data.Length != 6)
            return null;
        Span<int> parts = stackalloc int[6];
        for (var i = 0; i < 6; i++)
        {
            if (data[i] >> 4 > 9 || (data[i] & 0xF) > 9)
                return null;
            parts[i] = ((data[i] >> 4) * 10) + (data[i] & 0xF);
        }
        if (parts[0] > 59 || parts[1] > 59 || parts[2] > 23 || parts[4] is < 1 or > 12
            || parts[3] < 1 || parts[3] > DateTime.DaysInMonth(2000 + parts[5], parts[4]))
            return null;
        return new DateTime(2000 + parts[5], parts[4], parts[3], parts[2], parts[1], parts[0]);
    }

    private Addressee AddresseeOf(ReadOnlySpan<byte> address)
    {
        if (address.SequenceEqual(_address))
            return Addressee.This;
        if (address.IndexOfAnyExcept((byte)0x99) < 0)
            return Addressee.Everybody;
        // Abbreviated: low bytes given, all above AA.
        var given = address.TrimEnd((byte)0xAA).Length;
        return given < 6 && address[..given].SequenceEqual(_address.AsSpan(0, given)) ? Addressee.Wildcard : Addressee.Other;
    }

    private MeterAnswer Refuse(byte function, byte error)
    {
        Counters.Refusals++;
        return Send((byte)(function | Abnormal), [error]);
    }

    private MeterAnswer Answer(byte function, ReadOnlySpan<byte> data)
    {
        Counters.Answers++;
        return Send(function, data);
    }

    private MeterAnswer Send(byte function, ReadOnlySpan<byte> data)
    {
        var bytes = new byte[_settings.Preamble + Dlt645Parser.EmptyFrameBytes + data.Length];
        bytes.AsSpan(0, _settings.Preamble).Fill(0xFE);
        Dlt645Parser.Write(bytes.AsSpan(_settings.Preamble), _address, (byte)(function | FromMeter), data);
        return new MeterAnswer(bytes, AnswerDelayMicros);
    }
}
