using System;
using Wattline.Firmware.Meters.Exchange;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>A plan's reads on a wired M-Bus: the meter is read out at its address or selected by its number, and each channel's record taken.</summary>
internal sealed class MBusLineReader : ExchangeReader
{
    private const int LongHeader = 0x72;
    private const int FixedData = 0x73;
    private const int ChannelsMax = PlanLimits.TagMax / 2;

    private readonly MBusMaster _master;
    private readonly MBusReader _records = new MBusReader();
    private readonly byte[] _wanted = new byte[PlanLimits.AddressBytes];
    private readonly long[] _values = new long[ChannelsMax];
    private readonly bool[] _has = new bool[ChannelsMax];

    public MBusLineReader(ISerialLine line)
        : this(new MBusMaster(line))
    {
    }

    private MBusLineReader(MBusMaster master)
        : base(master)
    {
        _master = master;
    }

    /// <summary>False for the fixed structure of old meters, which has no records, and where the number that is wanted is not said.</summary>
    public override bool Fits => _master.Kind != FixedData && (_master.Kind == LongHeader || _wanted[MBusAddress.NumberAt] == 0xFF);

    /// <summary>Eight digits.</summary>
    public override string OtherNumber
    {
        get
        {
            return MBusAddress.Text(_master.Header).Substring(0, 8);
        }
    }

    /// <inheritdoc/>
    public override void Forget(IMeterFinder finder) => _master.Forget();

    /// <inheritdoc/>
    public override int Value(int channel, out long value)
    {
        value = _values[channel];
        return _has[channel] ? MeterValue.Ok : MeterValue.Missing;
    }

    /// <inheritdoc/>
    protected override void Ask(byte[] addresses, int offset, long now)
    {
        Array.Copy(addresses, offset, _wanted, 0, PlanLimits.AddressBytes);
        if (MBusAddress.Primary(_wanted, 0) == MBusLimits.Selected)
        {
            _master.BeginSecondary(_wanted, MBusAddress.NumberAt, Baud, now);
        }
        else
        {
            _master.Begin(MBusAddress.Primary(_wanted, 0), Baud, now);
        }
    }

    /// <inheritdoc/>
    protected override int Judge(int outcome, long now)
    {
        if (outcome != ExchangeOutcome.Answered)
        {
            return outcome;
        }

        if (_master.Kind == LongHeader && !MBusAddress.IsMeant(_wanted, 0, _master.Header))
        {
            return MeterOutcome.OtherMeter;
        }

        TakeRecords();
        return MeterOutcome.Answered;
    }

    /// <summary>The first record that is what a channel asks for; one without a number says that there is none.</summary>
    private void TakeRecords()
    {
        Array.Clear(_has, 0, ChannelsMax);
        if (_master.Kind == FixedData)
        {
            return;
        }

        var at = MBusTag.HeadBytes;
        for (var channel = 0; channel < Read.Channels; channel++)
        {
            _records.Begin(_master.Records, 0, _master.RecordBytes);
            while (_records.Next())
            {
                if (MBusTag.Matches(Read.Tag, at, _master.Records, _records))
                {
                    var shift = _records.Exponent + MBusTag.Scale(Read.Tag, at) + Read.ChannelDecimals[channel];
                    _has[channel] = shift is >= -18 and <= 18
                        && MBusValue.Read(_master.Records, _records, shift, out _values[channel]) == MBusValue.Ok;
                    break;
                }
            }

            at += MBusTag.BytesAt(Read.Tag, at);
        }
    }
}
