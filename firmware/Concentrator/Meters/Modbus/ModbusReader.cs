using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Modbus;

/// <summary>
/// A plan's reads on a Modbus RTU line. Where the plan says a meter's number, the meter is asked for it before its data:
/// a few minutes after the last time, and whenever it was not heard in between. A unit number alone tells no meter from
/// the one that stands in its place.
/// </summary>
internal sealed class ModbusReader : ExchangeReader
{
    private readonly ModbusMaster _master;
    private readonly long[] _known = new long[ModbusLimits.UnitMax + 1];
    private readonly long[] _knownUntil = new long[ModbusLimits.UnitMax + 1];
    private int _unit;
    private long _number;
    private long _heardNumber;
    private bool _asksNumber;

    public ModbusReader(ISerialLine line)
        : this(new ModbusMaster(line, false))
    {
    }

    private ModbusReader(ModbusMaster master)
        : base(master)
    {
        _master = master;
    }

    /// <inheritdoc/>
    public override bool Fits => _master.PayloadLength == 2 * ModbusTag.Registers(Read.Tag);

    /// <inheritdoc/>
    public override string OtherNumber => _heardNumber.ToString();

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        var tag = Read.Tag;
        var result = ModbusValue.Read(
            _master.Payload, 2 * ModbusTag.Offset(tag, channel), ModbusTag.Type(tag, channel), ModbusTag.IsLowFirst(tag, channel),
            ModbusTag.Scale(tag, channel) + Read.ChannelDecimals[channel], out value);

        // The CRC was right: what is no number is the meter's word that it has none.
        return result == ModbusValue.Ok ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    public override void Forget(IMeterFinder finder)
    {
        var search = (ModbusFinder)finder;
        _master.TakeOwed(search.Master, search.Asked);
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        _unit = ModbusAddress.Unit(addresses, offset);
        _number = ModbusAddress.Number(addresses, offset);
        _asksNumber = _number != 0 && ModbusTag.HasNumber(Read.Tag) && (_known[_unit] != _number || now >= _knownUntil[_unit]);
        if (_asksNumber)
        {
            var tag = Read.Tag;
            _master.Begin(_unit, ModbusTag.NumberFunction(tag), ModbusTag.NumberStart(tag), ModbusType.Registers(ModbusTag.NumberType(tag)), Baud, BitsPerCharacter, now);
        }
        else
        {
            AskData(now);
        }
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        if (outcome != ExchangeOutcome.Answered)
        {
            // Who does not answer may be taken away: what answers next is asked who it is.
            _knownUntil[_unit] = outcome is ExchangeOutcome.Refused or ExchangeOutcome.Busy ? _knownUntil[_unit] : 0;
            return outcome;
        }

        if (!_asksNumber)
        {
            return MeterOutcome.Answered;
        }

        var tag = Read.Tag;
        var result = ModbusValue.Read(_master.Payload, 0, ModbusTag.NumberType(tag), ModbusTag.NumberIsLowFirst(tag), 0, out _heardNumber);
        if (result != ModbusValue.Ok || _heardNumber != _number)
        {
            _known[_unit] = 0;
            return result == ModbusValue.Ok ? MeterOutcome.OtherMeter : MeterOutcome.Noise;
        }

        _known[_unit] = _number;
        _knownUntil[_unit] = now + ModbusLimits.KnownFor;
        _asksNumber = false;
        AskData(now);
        return MeterOutcome.None;
    }

    private void AskData(long now)
    {
        var tag = Read.Tag;
        _master.Begin(_unit, ModbusTag.Function(tag), ModbusTag.Start(tag), ModbusTag.Registers(tag), Baud, BitsPerCharacter, now);
    }
}
