using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>A plan's reads of IEC 62056-21: the meter is read out, or its next telegram waited for, and each channel's line taken.</summary>
internal sealed class IecLineReader : ExchangeReader
{
    private readonly ISerialLine _line;
    private readonly IecMaster _master;
    private readonly IecDataReader _data = new IecDataReader();
    private readonly byte[] _address = new byte[PlanLimits.AddressBytes];
    private readonly long[] _values = new long[IecTag.ChannelsMax];
    private readonly bool[] _has = new bool[IecTag.ChannelsMax];
    private bool _fits;

    public IecLineReader(ISerialLine line)
        : this(line, new IecMaster(line))
    {
    }

    private IecLineReader(ISerialLine line, IecMaster master)
        : base(master)
    {
        _line = line;
        _master = master;
    }

    /// <summary>False where a value is no number, or has more decimals than its channel.</summary>
    public override bool Fits => _fits;

    /// <summary>Sign-on and data take very different times: nothing is learnt of them.</summary>
    public override int ResponseDelayMax
    {
        get => 0;
        set { }
    }

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        value = _values[channel];
        return _has[channel] ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        if (IecAddress.IsListened(addresses, offset))
        {
            _master.BeginListening(Baud, BitsPerCharacter, now);
            return;
        }

        var length = IecAddress.Length(addresses, offset);
        Array.Copy(addresses, offset + 1, _address, 0, length);
        _master.Begin(_address, length, Baud, now);
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        // The exchange has changed the line's speed; its own setting stands again.
        _line.Configure(Baud, Parity, 1);
        if (outcome == ExchangeOutcome.Answered)
        {
            TakeLines();
        }

        return outcome;
    }

    /// <summary>The first line of each address; gas and water stand behind their time: the last value with a unit, else the first.</summary>
    private void TakeLines()
    {
        Array.Clear(_has, 0, _has.Length);
        _fits = true;
        _data.Begin(_master.Data, 0, _master.DataLength);
        while (_data.NextObject())
        {
            var start = _data.AddressStart;
            var length = _data.AddressLength;
            for (var channel = 0; channel < Read.Channels; channel++)
            {
                if (!_has[channel] && IecObject.Is(
                    _master.Data, start, length, IecTag.Group(Read.Tag, channel, 0), IecTag.Group(Read.Tag, channel, 1), IecTag.Group(Read.Tag, channel, 2)))
                {
                    TakeValue(channel);
                    break;
                }
            }
        }
    }

    private void TakeValue(int channel)
    {
        var isFirst = true;
        while (_data.NextValue())
        {
            if (!isFirst && _data.UnitLength == 0)
            {
                continue;
            }

            isFirst = false;
            if (_data.ValueLength == 0)
            {
                continue;
            }

            var prefix = IecObject.Prefix(_master.Data, _data.UnitStart, _data.UnitLength);
            var shift = (prefix == IecObject.NoUnit ? IecTag.Prefix(Read.Tag, channel) : prefix) + IecTag.Scale(Read.Tag, channel) + Read.ChannelDecimals[channel];
            _has[channel] = shift >= 0 && _data.TryNumber(shift, out _values[channel]);
            _fits &= _has[channel];
        }
    }
}
