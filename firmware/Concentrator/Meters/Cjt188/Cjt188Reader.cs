using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>A plan's reads on a CJ/T 188 line: current data or a month's, each value in the unit that the plan names.</summary>
internal sealed class Cjt188Reader : ExchangeReader
{
    private const int HistoryBytes = 5;

    private readonly Cjt188Master _master;
    private readonly Cjt188Reading _reading = new Cjt188Reading();
    private bool _fits;

    public Cjt188Reader(ISerialLine line)
        : this(new Cjt188Master(line))
    {
    }

    private Cjt188Reader(Cjt188Master master)
        : base(master)
    {
        _master = master;
    }

    /// <summary>False for an answer of another length, and for a unit that no power of ten turns into the plan's.</summary>
    public override bool Fits => _fits;

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        var index = Cjt188Tag.Index(Read.Tag, channel);
        if (index == Cjt188Tag.Status)
        {
            value = _reading.Status & 0xFF;
            return MeterValue.Ok;
        }

        if (!Has(index, out value))
        {
            return MeterValue.Missing;
        }

        var shift = Read.ChannelDecimals[channel] - DecimalsOf(index) + Cjt188Unit.PowerOf(UnitOf(index)) - Cjt188Unit.PowerOf(Cjt188Tag.Unit(Read.Tag, channel));
        return ModbusValue.Scale(value, shift, out value) == ModbusValue.Ok ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        var tag = Read.Tag;
        var type = Cjt188Address.Type(addresses, offset);
        var data = Cjt188Tag.IsHistory(tag) ? HistoryBytes : (type & 0xF0) == 0x20 ? Cjt188Reading.HeatBytes : Cjt188Reading.VolumeBytes;
        _master.Preamble = Cjt188Tag.Preamble(tag);
        _master.Begin(
            type, addresses, offset + Cjt188Address.At, Cjt188Tag.Identifier(tag), Cjt188Tag.IsLowFirst(tag), Cjt188Limits.HeadBytes + data, Baud, now);
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        if (outcome == ExchangeOutcome.Answered)
        {
            _fits = Cjt188Tag.IsHistory(Read.Tag) ? _master.PayloadLength == HistoryBytes : _reading.Read(_master.Payload, 0, _master.PayloadLength);
            for (var i = 0; _fits && i < Read.Channels; i++)
            {
                _fits = IsOfUnit(i);
            }
        }

        return outcome;
    }

    /// <summary>A value that the meter does not have has no unit either.</summary>
    private bool IsOfUnit(int channel)
    {
        var index = Cjt188Tag.Index(Read.Tag, channel);
        if (index == Cjt188Tag.Status)
        {
            return true;
        }

        return index < CountOf() && (!Has(index, out _) || Cjt188Unit.FamilyOf(UnitOf(index)) == Cjt188Unit.FamilyOf(Cjt188Tag.Unit(Read.Tag, channel)));
    }

    private int CountOf() => Cjt188Tag.IsHistory(Read.Tag) ? 1 : _reading.Count;

    private int DecimalsOf(int index) => Cjt188Tag.IsHistory(Read.Tag) ? 2 : _reading.Decimals(index);

    private byte UnitOf(int index) => Cjt188Tag.IsHistory(Read.Tag) ? _master.Payload[HistoryBytes - 1] : _reading.Units[index];

    private bool Has(int index, out long value)
    {
        if (Cjt188Tag.IsHistory(Read.Tag))
        {
            return Bcd.Read(_master.Payload, 0, HistoryBytes - 1, false, out value) == Bcd.Ok;
        }

        value = _reading.Values[index];
        return _reading.Has[index];
    }
}
